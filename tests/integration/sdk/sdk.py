"""Microsoft's SDK for Python as a witness that the simulator speaks ARM: it
reads what the simulator answers, and acts on it.

    cargo build -p azure-sim --features=server --bin=azure
    python3 -m venv /tmp/azure-sdk
    /tmp/azure-sdk/bin/pip install -r tests/integration/sdk/requirements.txt
    /tmp/azure-sdk/bin/python tests/integration/sdk/sdk.py

The SDK is used as it is, over HTTPS, and believes that it talks to
management.azure.com. Only the socket below it leads to the simulator instead,
and to nothing else: the real Azure is never reached. JIT_DOCTOR_AZURE may name
the simulator's program.
"""

import datetime
import json
import os
import pathlib
import ssl
import subprocess
import sys
import time
import unittest
import urllib.parse
import urllib.request

import urllib3.util.connection
from azure.core.credentials import AccessToken
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ResponseNotReadError,
)
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource import ResourceManagementClient, SubscriptionClient
from azure.mgmt.security import SecurityCenter
from azure.mgmt.security.v2020_01_01 import models as jit
from azure.mgmt.security.v2024_01_01 import models as plans

ROOT = pathlib.Path(__file__).parents[3]
COMPILED = ROOT / "target" / "debug" / ("azure.exe" if os.name == "nt" else "azure")

ARM = ("management.azure.com", 443)
SUBSCRIPTION = "3f6b1c52-7d84-4e19-a0c6-91e2d57b4a08"
SCOPE = f"/subscriptions/{SUBSCRIPTION}"
GROUP = "rg-shop-prod"
REGION = "westeurope"
VM = f"{SCOPE}/resourceGroups/{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-web-01"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"

# Fields that Azure sends although Microsoft's reference, which the SDK is made
# from, does not name them: answers that people have published show them.
APPEND_MODE = [".properties.appendMode"]
KIND = [".kind"]

simulator = None


def setUpModule():
    global simulator
    simulator = Simulator()
    unittest.addModuleCleanup(simulator.stop)


class Simulator:
    """The simulator's program on a free port, and the way to it."""

    def __init__(self):
        program = os.environ.get("JIT_DOCTOR_AZURE", COMPILED)
        self.process = subprocess.Popen(
            [program, "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        greeting = self.process.stdout.readline()
        self.port = int(greeting.rsplit(":", 1)[1])
        self.connect = urllib3.util.connection.create_connection
        urllib3.util.connection.create_connection = self.lead

    def lead(self, address, *args, **kwargs):
        assert address == ARM, f"{address} is not simulated"
        return self.connect(("127.0.0.1", self.port), *args, **kwargs)

    def control(self, what, **query):
        url = f"https://127.0.0.1:{self.port}/_sim/{what}?{urllib.parse.urlencode(query)}"
        # The certificate is made anew at every start, and nobody vouches for it.
        trusting = ssl._create_unverified_context()
        direct = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
        )
        with direct.open(url, timeout=30) as answer:
            return json.load(answer)

    def stop(self):
        urllib3.util.connection.create_connection = self.connect
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


class Credential:
    """A person of an estate. Each has a copy of the estate of their own."""

    def __init__(self, estate, person, **wishes):
        if person:
            wishes["person"] = person
        answer = simulator.control("token", estate=estate, **wishes)
        self.token = AccessToken(answer["accessToken"], answer["expires_on"])
        self.claims = []

    def get_token(self, *scopes, claims=None, **_):
        assert scopes == ("https://management.azure.com/.default",), scopes
        if claims:
            self.claims.append(claims)
        return self.token


class Azure:
    """The SDK's clients for one person, and every body that they were sent."""

    def __init__(self, estate="healthy", person="owner", **wishes):
        self.credential = Credential(estate, person, **wishes)
        self.bodies = []
        self.settings = {
            # A proxy or certificates that the machine sets are not for loopback.
            "use_env_settings": False,
            "connection_verify": False,
            "raw_response_hook": self.keep,
        }
        self.compute = self.client(ComputeManagementClient)
        self.network = self.client(NetworkManagementClient)
        self.security = self.client(SecurityCenter)
        self.authorization = self.client(AuthorizationManagementClient)
        self.resources = self.client(ResourceManagementClient)
        self.subscriptions = SubscriptionClient(self.credential, **self.settings)

    def client(self, kind):
        return kind(self.credential, SUBSCRIPTION, **self.settings)

    @property
    def policies(self):
        return self.security.jit_network_access_policies

    def policy(self):
        return self.policies.get(GROUP, REGION, "default")

    def keep(self, response):
        try:
            text = response.http_response.text()
        except ResponseNotReadError:
            # The first answer of a long-running operation is read later.
            return
        self.bodies.append(json.loads(text) if text else None)

    def requests(self):
        log = simulator.control("requests", token=self.credential.token.token)
        return [(it["method"], it["status"]) for it in log["requests"]]


def names(items):
    return sorted(it.name for it in items)


def eventually(ask, wanted, seconds=30):
    """Asks until the answer is the wanted one, and gives the last answer."""
    deadline = time.monotonic() + seconds
    while (answer := ask()) != wanted and time.monotonic() < deadline:
        time.sleep(0.5)
    return answer


def understood(value):
    """What the SDK made of a JSON value: only the fields that its models name."""
    if isinstance(value, list):
        return [understood(it) for it in value]
    if hasattr(value, "_attr_to_rest_field"):
        # Newer models keep every field that arrives, so those they name are picked.
        fields = {it._rest_name: understood(getattr(value, name))
                  for name, it in value._attr_to_rest_field.items()}
        return fields
    if hasattr(value, "_attribute_map"):
        return value.serialize(keep_readonly=True)
    if isinstance(value, dict):
        return {key: understood(it) for key, it in value.items()}
    return value


def strangers(sent, known, path=""):
    """The paths of what was sent and not understood. That something is null says
    nothing, and needs no field."""
    if sent is None:
        return set()
    if isinstance(sent, dict):
        # Fields such as the tags of a resource may have any name, and an empty
        # object may be left out.
        if not isinstance(known, dict):
            return {path} if sent else set()
        return set().union(
            *(strangers(it, known.get(key), f"{path}.{key}") for key, it in sent.items())
        )
    if isinstance(sent, list):
        if not isinstance(known, list) or len(sent) != len(known):
            return {path} if sent else set()
        return set().union(*(strangers(*pair, f"{path}[]") for pair in zip(sent, known)))
    return {path} if known is None else set()


class Reads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.azure = Azure()

    def all_understood(self, made, but=()):
        """Checks that the SDK's models name every field that arrived since the
        last time, but the given ones."""
        bodies, self.azure.bodies[:] = list(self.azure.bodies), []
        pages = [it["value"] for it in bodies if isinstance(it.get("value"), list)]
        sent = sum(pages, []) if pages else bodies
        made = made if isinstance(made, list) else [made]
        self.assertEqual(len(sent), len(made))
        self.assertGreater(len(sent), 0)
        unknown = set().union(*(strangers(*it) for it in zip(sent, map(understood, made))))
        self.assertEqual(unknown, set(but))

    def setUp(self):
        self.azure.bodies.clear()

    def test_virtual_machines(self):
        machines = self.azure.compute.virtual_machines
        every = list(machines.list_all())
        self.all_understood(every)
        self.assertEqual(names(every), ["vm-db-01", "vm-web-01", "vm-web-02"])
        of_group = list(machines.list(GROUP))
        self.all_understood(of_group)
        self.assertEqual(names(of_group), names(every))

        vm = machines.get(GROUP, "vm-web-01")
        self.all_understood(vm)
        self.assertEqual(vm.location, REGION)
        self.assertEqual(vm.storage_profile.os_disk.os_type, "Windows")
        self.assertEqual(vm.time_created.year, 2025)
        self.assertTrue(vm.network_profile.network_interfaces[0].id.endswith("/nic-web-01"))
        self.assertIsNone(vm.instance_view)

    def test_what_a_virtual_machine_does_now(self):
        machines = self.azure.compute.virtual_machines
        view = machines.instance_view(GROUP, "vm-web-01")
        self.all_understood(view)
        self.assertEqual([it.code for it in view.statuses][-1], "PowerState/running")
        self.assertIsInstance(view.vm_agent.statuses[0].time, datetime.datetime)
        expanded = machines.get(GROUP, "vm-web-01", expand="instanceView")
        self.all_understood(expanded)
        self.assertEqual(expanded.instance_view.statuses[-1].code, "PowerState/running")
        states = list(machines.list_all(status_only="true"))
        self.all_understood(states)
        self.assertTrue(all(it.instance_view.statuses for it in states))

    def test_network_interfaces(self):
        interfaces = self.azure.network.network_interfaces
        every = list(interfaces.list_all())
        self.all_understood(every, KIND)
        self.assertEqual(names(every), ["nic-db-01", "nic-web-01", "nic-web-02"])
        self.assertEqual(names(interfaces.list(GROUP)), names(every))
        self.azure.bodies.clear()
        nic = interfaces.get(GROUP, "nic-web-01")
        self.all_understood(nic, KIND)
        self.assertEqual(nic.ip_configurations[0].private_ip_address, "10.10.1.4")
        self.assertEqual(nic.virtual_machine.id.lower(), VM.lower())

    def test_network_security_groups(self):
        groups = self.azure.network.network_security_groups
        every = list(groups.list_all())
        self.all_understood(every)
        self.assertEqual(names(every), ["nsg-db", "nsg-web", "nsg-web-01"])
        one = groups.get(GROUP, "nsg-web-01")
        self.all_understood(one)
        rules = list(self.azure.network.security_rules.list(GROUP, "nsg-web-01"))
        self.all_understood(rules)
        self.assertEqual(names(rules), names(one.security_rules))
        defaults = list(self.azure.network.default_security_rules.list(GROUP, "nsg-web-01"))
        self.all_understood(defaults)
        self.assertEqual(sorted(it.priority for it in defaults), sorted([65000, 65001, 65500] * 2))
        rule = self.azure.network.security_rules.get(GROUP, "nsg-web-01", rules[0].name)
        self.all_understood(rule)
        self.assertIn(rule.access, ["Allow", "Deny"])

    def test_public_addresses(self):
        addresses = self.azure.network.public_ip_addresses
        every = list(addresses.list_all())
        self.all_understood(every)
        self.assertEqual(names(every), ["pip-web-01", "pip-web-02"])
        one = addresses.get(GROUP, "pip-web-01")
        self.all_understood(one)
        self.assertEqual((one.ip_address, one.sku.name), ("198.51.100.20", "Standard"))

    def test_virtual_networks(self):
        networks = list(self.azure.network.virtual_networks.list_all())
        self.all_understood(networks)
        self.assertEqual(names(networks[0].subnets), ["snet-db", "snet-web"])

    def test_role_assignments(self):
        assignments = self.azure.authorization.role_assignments
        every = list(assignments.list_for_subscription())
        self.all_understood(every)
        here = list(assignments.list_for_scope(SCOPE, filter="atScope()"))
        self.all_understood(here)
        self.assertEqual({it.scope for it in here}, {SCOPE})
        self.assertLess(len(here), len(every))
        one = assignments.get(here[0].scope, here[0].name)
        self.all_understood(one)
        self.assertEqual(one.role_definition_id, here[0].role_definition_id)
        mine = list(assignments.list_for_scope(SCOPE, filter=f"principalId eq '{one.principal_id}'"))
        self.all_understood(mine)
        self.assertEqual({it.principal_id for it in mine}, {one.principal_id})
        self.assertEqual(assignments.get_by_id(one.id).name, one.name)

    def test_role_definitions(self):
        definitions = self.azure.authorization.role_definitions
        every = list(definitions.list(SCOPE))
        self.all_understood(every)
        self.assertIn("Owner", [it.role_name for it in every])
        self.assertEqual({it.role_type for it in every}, {"BuiltInRole", "CustomRole"})
        reader = definitions.get(SCOPE, READER)
        self.all_understood(reader)
        self.assertEqual((reader.role_name, reader.permissions[0].actions), ("Reader", ["*/read"]))
        self.assertEqual(definitions.get_by_id(reader.id).role_name, "Reader")
        named = definitions.list(SCOPE, filter="roleName eq 'Owner'")
        self.assertEqual([it.role_name for it in named], ["Owner"])

    def test_permissions(self):
        held = self.azure.authorization.permissions
        mine = list(held.list_for_resource_group(GROUP))
        self.all_understood(mine)
        self.assertEqual(mine[0].actions, ["*"])
        at_vm = held.list_for_resource(GROUP, "Microsoft.Compute", "", "virtualMachines", "vm-web-01")
        self.assertEqual([it.actions for it in at_vm], [["*"]])

    def test_jit_policies(self):
        policies = self.azure.policies
        every = list(policies.list())
        self.all_understood(every, APPEND_MODE)
        self.assertEqual(names(every), ["default"])
        for again in (
            policies.list_by_region(REGION),
            policies.list_by_resource_group(GROUP),
            policies.list_by_resource_group_and_region(GROUP, REGION),
        ):
            self.assertEqual(names(again), ["default"])
        self.assertEqual(list(policies.list_by_region("japaneast")), [])
        self.azure.bodies.clear()
        policy = self.azure.policy()
        self.all_understood(policy, APPEND_MODE)
        self.assertEqual(policy.provisioning_state, "Succeeded")
        self.assertEqual(policy.type, "Microsoft.Security/locations/jitNetworkAccessPolicies")
        vm = next(it for it in policy.virtual_machines if it.id.lower() == VM.lower())
        self.assertIn(3389, [it.number for it in vm.ports])

    def test_plans(self):
        pricings = self.azure.security.pricings
        every = pricings.list(SCOPE[1:]).value
        self.all_understood(every)
        self.assertIn("VirtualMachines", names(every))
        servers = pricings.get(SCOPE[1:], "VirtualMachines")
        self.all_understood(servers)
        self.assertEqual((servers.pricing_tier, servers.sub_plan), ("Standard", "P2"))
        of_vm = pricings.get(VM[1:], "VirtualMachines")
        self.all_understood(of_vm)
        self.assertEqual((of_vm.inherited, of_vm.inherited_from), ("True", SCOPE))

    def test_subscriptions(self):
        subscriptions = self.azure.subscriptions.subscriptions
        every = list(subscriptions.list())
        self.all_understood(every)
        self.assertEqual([it.subscription_id for it in every], [SUBSCRIPTION])
        one = subscriptions.get(SUBSCRIPTION)
        self.all_understood(one)
        self.assertEqual((one.display_name, one.state), ("Contoso Production", "Enabled"))
        places = list(subscriptions.list_locations(SUBSCRIPTION))
        self.all_understood(places)
        self.assertIn(REGION, names(places))
        tenants = list(self.azure.subscriptions.tenants.list())
        self.all_understood(tenants)
        self.assertEqual([it.display_name for it in tenants], ["Contoso"])

    def test_resource_groups_and_resources(self):
        groups = self.azure.resources.resource_groups
        every = list(groups.list())
        self.all_understood(every)
        self.assertEqual(names(every), ["rg-network", GROUP])
        one = groups.get(GROUP)
        self.all_understood(one)
        self.assertEqual(one.properties.provisioning_state, "Succeeded")
        resources = self.azure.resources.resources
        self.azure.bodies.clear()
        short = list(resources.list())
        self.all_understood(short)
        of_group = list(resources.list_by_resource_group(GROUP))
        self.all_understood(of_group)
        self.assertEqual(
            names(of_group), names(it for it in short if f"/{GROUP}/" in it.id.lower())
        )
        filtered = resources.list(filter="resourceType eq 'Microsoft.Network/publicIPAddresses'")
        self.assertEqual(names(filtered), ["pip-web-01", "pip-web-02"])
        # What hangs on a resource is in no list of resources.
        self.assertEqual([it.id for it in short if it.id.lower().count("/providers/") > 1], [])
        self.assertEqual(resources.get_by_id(VM, "2024-07-01").name, "vm-web-01")

    def test_whether_a_resource_group_exists(self):
        exists = self.azure.resources.resource_groups.check_existence
        self.assertTrue(exists(GROUP))
        self.assertFalse(exists("rg-nowhere"))

    def test_providers(self):
        providers = self.azure.resources.providers
        every = list(providers.list())
        self.all_understood(every)
        self.assertIn("Microsoft.Security", [it.namespace for it in every])
        one = providers.get("Microsoft.Security")
        self.all_understood(one)
        self.assertEqual(one.registration_state, "Registered")

    def test_a_long_list_comes_in_pages(self):
        azure = Azure("many-vms", None)
        every = [it.id for it in azure.compute.virtual_machines.list_all()]
        self.assertEqual(len(every), len(set(every)))
        self.assertEqual(len(every), sum(len(it["value"]) for it in azure.bodies))
        self.assertEqual(azure.requests(), [("GET", 200)] * len(azure.bodies))
        self.assertGreater(len(azure.bodies), 1)


class Witness(unittest.TestCase):
    """That a field which is not Azure's would be noticed."""

    def test_an_invented_field_is_a_stranger(self):
        azure = Azure()
        vm = azure.compute.virtual_machines.get(GROUP, "vm-web-01")
        nic = azure.network.network_interfaces.get(GROUP, "nic-web-01")
        policy = azure.policy()
        for made, sent, list_at in zip(
            (vm, nic, policy),
            azure.bodies,
            (("networkProfile", "networkInterfaces"), ("ipConfigurations",), ("virtualMachines",)),
        ):
            known = strangers(sent, understood(made))
            sent["invented"] = sent["properties"]["invented"] = 1
            at = sent["properties"]
            for step in list_at:
                at = at[step]
            at[0]["invented"] = 1
            new = strangers(sent, understood(type(made).deserialize(sent)
                                              if hasattr(made, "deserialize")
                                              else type(made)(sent))) - known
            deep = ".properties." + ".".join(list_at) + "[].invented"
            self.assertEqual(new, {".invented", ".properties.invented", deep}, type(made))


class Acts(unittest.TestCase):
    def test_a_long_running_operation(self):
        # Told to wait 0 seconds, the SDK waits its own 30.
        azure = Azure(operation=1)
        poller = azure.network.network_interfaces.begin_list_effective_network_security_groups(
            GROUP, "nic-web-01"
        )
        self.assertFalse(poller.done())
        groups = poller.result(timeout=30).value
        self.assertEqual(poller.status(), "Succeeded")
        self.assertEqual([method for method, _ in azure.requests()][:2], ["POST", "GET"])
        self.assertEqual({status for _, status in azure.requests()}, {200, 202})
        rules = [it for group in groups for it in group.effective_security_rules]
        self.assertIn("Inbound", {it.direction for it in rules})
        sent = azure.bodies[-1]["value"]
        self.assertEqual(set().union(*(strangers(*it) for it in zip(sent, understood(groups)))), set())

    def test_a_policy_is_written_used_and_deleted(self):
        azure = Azure()
        policy = azure.policy()
        vm = next(it for it in policy.virtual_machines if it.id.lower() == VM.lower())
        vm.ports.append(
            jit.JitNetworkAccessPortRule(
                number=5986,
                protocol="TCP",
                allowed_source_address_prefix="*",
                max_request_access_duration="PT3H",
            )
        )
        # The policy goes back as the SDK understood it.
        written = azure.policies.create_or_update(GROUP, REGION, "default", policy)
        self.assertEqual(len(written.virtual_machines), len(policy.virtual_machines))
        state = lambda: azure.policy().provisioning_state
        self.assertEqual(eventually(state, "Succeeded"), "Succeeded")
        self.assertIn("Deny", self.access(azure, "5986"))

        request = azure.policies.initiate(GROUP, REGION, "default", asked(5986, hours=2))
        self.assertEqual(request.virtual_machines[0].ports[0].status, "Initiating")
        self.assertEqual(request.justification, "A test")
        status = lambda: azure.policy().requests[-1].virtual_machines[0].ports[0].status
        self.assertEqual(eventually(status, "Initiated"), "Initiated")
        self.assertEqual(azure.policy().requests[-1].requestor, "alex@contoso.com")
        self.assertIn("Allow", self.access(azure, "5986"))

        azure.policies.delete(GROUP, REGION, "default")
        self.assertEqual(list(azure.policies.list()), [])
        with self.assertRaises(ResourceNotFoundError):
            azure.policy()
        self.assertEqual(self.access(azure, "5986"), set())

    @staticmethod
    def access(azure, port):
        """What the rules of the VM's own group say of this port."""
        rules = azure.network.security_rules.list(GROUP, "nsg-web-01")
        return {it.access for it in rules if it.destination_port_range == port}

    def test_a_plan_is_turned_off_and_on(self):
        azure = Azure()
        pricings = azure.security.pricings
        off = pricings.update(SCOPE[1:], "VirtualMachines", plans.Pricing(pricing_tier="Free"))
        self.assertEqual(off.pricing_tier, "Free")
        wish = plans.Pricing(pricing_tier="Standard", sub_plan="P2")
        on = pricings.update(SCOPE[1:], "VirtualMachines", wish)
        self.assertEqual((on.pricing_tier, on.sub_plan), ("Standard", "P2"))
        self.assertIsInstance(on.enablement_time, datetime.datetime)

    def test_the_sdk_registers_a_provider_by_itself(self):
        """It takes the 409 for what it is, registers, waits, and tries again."""
        azure = Azure("provider-not-registered")
        self.assertEqual(azure.resources.providers.get("Microsoft.Security").registration_state,
                         "NotRegistered")
        list(azure.policies.list())
        statuses = [status for method, status in azure.requests()]
        self.assertIn(409, statuses)
        self.assertEqual(statuses[-1], 200)
        self.assertIn(("POST", 200), azure.requests())
        self.assertEqual(azure.resources.providers.get("Microsoft.Security").registration_state,
                         "Registered")


class Exports(unittest.TestCase):
    """What the page writes as an ARM template, read by the models that Microsoft
    generates from ARM's specification. A test in Rust holds the file to what is written."""

    def test_the_models_name_every_field_of_an_exported_template(self):
        groups = json.loads((pathlib.Path(__file__).parent / "exported.json").read_text("utf-8"))
        resources = [it for group in groups for it in group["resources"]]
        self.assertGreater(len(resources), 2)
        for resource in resources:
            self.assertEqual(resource["apiVersion"], "2020-01-01")
            sent = {key: resource[key] for key in ("kind", "properties")}
            policy = jit.JitNetworkAccessPolicy.deserialize(sent)
            vms = policy.virtual_machines
            for model in [policy, *vms, *(port for vm in vms for port in vm.ports)]:
                for name, rule in model._validation.items():
                    if rule.get("required"):
                        self.assertIsNotNone(getattr(model, name), name)
            self.assertEqual(strangers(sent, understood(policy)), set())
            self.assertEqual(strangers(understood(policy), sent), set())


def asked(port, hours, vm=VM):
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    opened = jit.JitNetworkAccessPolicyInitiatePort(
        number=port, allowed_source_address_prefix="203.0.113.7", end_time_utc=end
    )
    machine = jit.JitNetworkAccessPolicyInitiateVirtualMachine(id=vm, ports=[opened])
    return jit.JitNetworkAccessPolicyInitiateRequest(
        virtual_machines=[machine], justification="A test"
    )


class Refusals(unittest.TestCase):
    def refused(self, status, code, act, kind=HttpResponseError):
        with self.assertRaises(kind) as caught:
            act()
        error = caught.exception
        self.assertEqual((error.status_code, error.error and error.error.code), (status, code))
        self.assertTrue(error.error.message)
        return error

    def test_403_without_a_role(self):
        azure = Azure(person="outsider")
        machines = azure.compute.virtual_machines
        error = self.refused(403, "AuthorizationFailed", lambda: machines.get(GROUP, "vm-web-01"))
        self.assertIn("Microsoft.Compute/virtualMachines/read", error.message)
        self.refused(403, "AuthorizationFailed", lambda: list(machines.list_all()))
        self.assertEqual(list(azure.subscriptions.subscriptions.list()), [])

    def test_403_when_a_reader_acts(self):
        azure = Azure(person="reader")
        policy = azure.policy()
        initiate = lambda: azure.policies.initiate(GROUP, REGION, "default", asked(3389, 1))
        error = self.refused(403, "AuthorizationFailed", initiate)
        self.assertIn("jitNetworkAccessPolicies/initiate/action", error.message)
        write = lambda: azure.policies.create_or_update(GROUP, REGION, "default", policy)
        self.refused(403, "AuthorizationFailed", write)

    def test_404_of_a_resource_a_group_a_subscription_and_a_policy(self):
        azure = Azure()
        machines = azure.compute.virtual_machines
        missing = ResourceNotFoundError
        self.refused(404, "ResourceNotFound", lambda: machines.get(GROUP, "vm-9"), missing)
        self.refused(404, "ResourceNotFound", lambda: machines.instance_view(GROUP, "vm-9"), missing)
        self.refused(404, "ResourceGroupNotFound", lambda: machines.get("rg-9", "vm-9"), missing)
        other = "00000000-0000-0000-0000-000000000009"
        get = azure.subscriptions.subscriptions.get
        self.refused(404, "SubscriptionNotFound", lambda: get(other), missing)
        self.refused(404, "ResourceNotFound",
                     lambda: azure.policies.get(GROUP, REGION, "other"), missing)
        initiate = azure.policies.initiate
        self.refused(404, "PolicyNotFound",
                     lambda: initiate(GROUP, REGION, "other", asked(3389, 1)), missing)

    def test_400_when_more_is_asked_than_the_policy_allows(self):
        azure = Azure()
        initiate = azure.policies.initiate
        for wish in (asked(3389, hours=30), asked(4444, hours=1)):
            self.refused(400, "InvalidInitiateInput",
                         lambda: initiate(GROUP, REGION, "default", wish))

    def test_409_of_a_lock(self):
        azure = Azure("lock-read-only")
        policy = azure.policy()
        write = lambda: azure.policies.create_or_update(GROUP, REGION, "default", policy)
        self.refused(409, "ScopeLocked", write)
        delete = lambda: azure.policies.delete(GROUP, REGION, "default")
        self.refused(409, "ScopeLocked", delete)

    def test_409_of_a_disabled_subscription(self):
        azure = Azure("subscription-disabled")
        initiate = lambda: azure.policies.initiate(GROUP, REGION, "default", asked(3389, 1))
        self.refused(409, "ReadOnlyDisabledSubscription", initiate)

    def test_401_of_a_token_that_is_over(self):
        azure = Azure("token-expired", None)
        get = lambda: azure.compute.virtual_machines.get(GROUP, "vm-web-01")
        self.refused(401, "ExpiredAuthenticationToken", get, ClientAuthenticationError)

    def test_a_claims_challenge_reaches_the_credential(self):
        azure = Azure("write-mfa", None)
        policy = azure.policy()
        self.assertEqual(azure.credential.claims, [])
        write = lambda: azure.policies.create_or_update(GROUP, REGION, "default", policy)
        self.refused(401, "RequestDisallowedByPolicy", write, ClientAuthenticationError)
        self.assertEqual([list(json.loads(it)) for it in azure.credential.claims], [["access_token"]])


if __name__ == "__main__":
    # Whoever counts the tests reads standard output. What the SDK and urllib3
    # warn of, such as the certificate, is as it is meant to be.
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, warnings="ignore")
    unittest.main(testRunner=runner)
