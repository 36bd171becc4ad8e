# JIT Doctor: collects what a check reads, for a check without a sign-in in the browser.
# Reads only. It changes nothing in Azure, and writes no token and no header.
# Run it where Azure PowerShell is signed in, such as Azure Cloud Shell (PowerShell).
$ErrorActionPreference = 'Stop'
$ArmHost = @HOST@
$Vm = @VM@
$File = Join-Path (Get-Location) @FILE@
if (Test-Path -LiteralPath $File) { throw "$File is here already. Rename or delete it, then run this again." }
$Now = [DateTime]::UtcNow
$Time = 'yyyy-MM-ddTHH:mm:ssZ'
$Head = (@HEAD@).Replace('{now}', $Now.ToString($Time)) | ConvertFrom-Json
$Since = $Now.AddDays(-7).ToString($Time).Replace(':', '%3A')
$Until = $Now.ToString($Time).Replace(':', '%3A')
$Answers = New-Object System.Collections.ArrayList

function Save-Answer($Name, $Method, $Path, $Status, $Content) {
  $Body = $null
  try { if ($Content) { $Body = ConvertFrom-Json -InputObject $Content } } catch { $Body = $null }
  $Entry = [ordered]@{ method = $Method; path = $Path; status = $Status; time = [DateTime]::UtcNow.ToString($Time); body = $Body }
  [void]$Answers.Add(@{ Name = $Name; Entry = $Entry })
  $Body
}

function Send-Read($Method, $Path, $Payload) {
  Write-Host "$Method $(($Path -split '\?')[0])"
  for ($Try = 1; $true; $Try++) {
    try {
      if ($Payload) { $Answer = Invoke-AzRestMethod -Method $Method -Path $Path -Payload $Payload }
      else { $Answer = Invoke-AzRestMethod -Method $Method -Path $Path }
    } catch { $Answer = [pscustomobject]@{ StatusCode = $null; Content = $null } }
    # Azure asks for patience, or has a fault of its own.
    if ($Try -ge @TRIES@ -or $Answer.StatusCode -notin 429, 500, 502, 503, 504) { return $Answer }
    Start-Sleep -Seconds @WAIT@
  }
}

function Test-New($Method, $Path) {
  -not ($Answers | Where-Object { $_.Entry.method -eq $Method -and $_.Entry.path -eq $Path })
}

function Get-Good($Name) {
  $Answers | Where-Object { $_.Name -eq $Name -and $_.Entry.status -eq 200 } | ForEach-Object { $_.Entry.body }
}

# get NAME PAGES PATH
function Read-Get($Name, $Pages, $Path) {
  while ($Path -and $Pages -gt 0) {
    if (-not (Test-New 'GET' $Path)) { return }
    $Answer = Send-Read 'GET' $Path $null
    $Body = Save-Answer $Name 'GET' $Path $Answer.StatusCode $Answer.Content
    $Path = $null
    # Where the list goes on, if it stays with Azure.
    if ($Answer.StatusCode -eq 200 -and $Body.nextLink) {
      $Next = $Body.nextLink -as [Uri]
      if ($Next -and $Next.IsAbsoluteUri -and $Next.Scheme -eq 'https' -and $Next.Host -eq $ArmHost -and $Next.Port -eq 443) { $Path = $Next.PathAndQuery }
    }
    $Pages = $Pages - 1
  }
}

# A POST that changes nothing: the security admin rules over a virtual network.
function Read-AdminRules($Name, $Pages, $Path) {
  if (-not (Test-New 'POST' $Path)) { return }
  $Token = ''
  while ($Pages -gt 0) {
    $Answer = Send-Read 'POST' $Path (@{ skipToken = $Token } | ConvertTo-Json -Compress)
    $At = $Path
    if ($Token) { $At = $Path + '&skipToken=' + [Uri]::EscapeDataString($Token) }
    $Body = Save-Answer $Name 'POST' $At $Answer.StatusCode $Answer.Content
    if ($Answer.StatusCode -ne 200 -or -not $Body.skipToken -or $Body.skipToken -eq $Token) { return }
    $Token = $Body.skipToken
    $Pages = $Pages - 1
  }
}

# A POST that changes nothing: the effective rules of the network interface. Azure works
# them out in its own time, and says in the answer to a batch where to ask for them.
function Read-Effective($Name, $Pages, $Path) {
  if (-not (Test-New 'POST' $Path)) { return }
  $Payload = @{ requests = @(@{ httpMethod = 'POST'; name = '0'; url = $Path }) } | ConvertTo-Json -Depth 5 -Compress
  $Answer = Send-Read 'POST' '/batch?api-version=2020-06-01' $Payload
  $Status = $Answer.StatusCode
  $Content = $Answer.Content
  if ($Status -eq 200) {
    $Part = @((ConvertFrom-Json -InputObject $Content).responses)[0]
    $Status = $Part.httpStatusCode
    $Content = $Part.content | ConvertTo-Json -Depth 100 -Compress
    $Location = $null
    if ($Part.headers.Location) { $Location = $Part.headers.Location -as [Uri] }
    $Tries = @TRIES@
    while ($Status -eq 202 -and $Location -and $Location.IsAbsoluteUri -and $Location.Scheme -eq 'https' -and $Location.Host -eq $ArmHost -and $Tries -gt 0) {
      Start-Sleep -Seconds @WAIT@
      $Answer = Send-Read 'GET' $Location.PathAndQuery $null
      $Status = $Answer.StatusCode
      $Content = $Answer.Content
      $Tries = $Tries - 1
    }
  }
  [void](Save-Answer $Name 'POST' $Path $Status $Content)
}

# What stands at a place of an answer: fields between dots, [] for every item, and [vm]
# for the items that name the VM.
function Get-At($Found, $Place) {
  foreach ($Step in $Place.Split('.')) {
    $Key, $Items = $Step.Split('[')
    $Found = @($Found | Where-Object { $null -ne $_ } | ForEach-Object { $_.$Key } | Where-Object { $null -ne $_ })
    if ($Items -eq 'vm]') {
      $Found = @($Found | Where-Object { @($_.properties.virtualMachines | ForEach-Object { $_.id }) -contains $Vm })
    }
  }
  $Found | Where-Object { $_ -is [string] }
}

function Get-Cut($How, $Id) {
  $Parts = $Id.Split('/')
  switch ($How) {
    'parent' { $Parts[0..($Parts.Count - 3)] -join '/' }
    'group' { $Parts[0..4] -join '/' }
    'last' { $Parts[-1] }
    default { $Id }
  }
}

# The ids of earlier answers that lead on, and what is read of each.
function Read-Each($How, $Name, $Pages, $Of, $Cut, $Prefix, $Suffix, $NotIn, $Most, $Places) {
  $Listed = @()
  if ($NotIn) { $Listed = @(Get-Good $NotIn | ForEach-Object { Get-At $_ 'value[].id' }) }
  $Found = foreach ($Body in @(Get-Good $Of)) { foreach ($Place in $Places) { Get-At $Body $Place } }
  $Seen = @()
  foreach ($Id in @($Found)) {
    if (-not $Id -or -not $Id.StartsWith('/') -or $Listed -contains $Id) { continue }
    $Part = Get-Cut $Cut $Id
    if (-not $Part -or $Seen -contains $Part -or $Seen.Count -ge $Most) { continue }
    $Seen += $Part
    $Encoded = ($Part.Split('/') | ForEach-Object { [Uri]::EscapeDataString($_) }) -join '/'
    & $How $Name $Pages ($Prefix + $Encoded + $Suffix)
  }
}

$Context = Get-AzContext
if (-not $Context -or -not $Context.Account) { throw "Azure PowerShell isn't signed in. Run Connect-AzAccount." }
$Kinds = @{ User = 'user'; ServicePrincipal = 'servicePrincipal'; ManagedService = 'managedIdentity' }
$Kind = $Kinds[[string]$Context.Account.Type]
if (-not $Kind) { $Kind = 'unknown' }
# Who is signed in, for the role assignments. Only the object ID is kept.
$Me = $null
try { $Me = (Get-AzADUser -SignedIn).Id } catch { $Me = $null }
# Cloud Shell signs people in through an identity of its own.
if ($Me) { $Kind = 'user' }
$Tenant = $null
if ($Context.Tenant) { $Tenant = $Context.Tenant.Id }

@STEPS@

$Whole = [ordered]@{}
$Head.psobject.Properties | ForEach-Object { $Whole[$_.Name] = $_.Value }
$Whole['collected'] = $Now.ToString($Time)
$Whole['reader'] = [ordered]@{ kind = $Kind; tenant = $Tenant; objectId = $Me }
$Whole['answers'] = @($Answers | ForEach-Object { $_.Entry })
$Whole | ConvertTo-Json -Depth 100 | Out-File -FilePath $File -Encoding utf8 -NoClobber
Write-Host "Done: $File"
