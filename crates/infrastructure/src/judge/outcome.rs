//! What is told of a file and of each resource in it. Must not know how it is found.

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// `terraform show -json` of a plan.
    TerraformPlan,
    ArmTemplate,
}

impl CodeKind {
    pub const ALL: [Self; 2] = [Self::TerraformPlan, Self::ArmTemplate];

    /// The name under which texts are kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::TerraformPlan => "terraform_plan",
            Self::ArmTemplate => "arm_template",
        }
    }
}

/// Why a file could not be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCode {
    TooLarge,
    NotJson,
    /// JSON, and neither a plan nor a template.
    OtherFile,
    /// A state or a configuration of Terraform, which is no plan.
    NoPlan,
}

impl NotCode {
    pub const NAMES: [&str; 4] = ["too_large", "not_json", "other_file", "no_plan"];

    pub fn name(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::OtherFile => "other_file",
            Self::NoPlan => "no_plan",
        }
    }
}

/// What a file does to each network security group and each JIT policy in it, the worst
/// first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub kind: CodeKind,
    pub resources: Vec<Judged>,
    /// Whether the file says itself that there is more: a plan for some resources, or one
    /// that ended with an error.
    pub is_partial: bool,
}

/// One resource of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// As the file calls it.
    pub name: String,
    /// The last part of its name in Terraform's code; ARM's templates have none.
    pub symbol: String,
    /// Terraform's type of it, or ARM's.
    pub resource_type: String,
    pub outcome: Outcome,
}

/// What becomes of JIT's rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// These rules go with the next apply.
    Removes(Vec<String>),
    /// The group goes, and all its rules with it.
    Destroys,
    /// A JIT policy is deleted: its VMs are guarded no longer.
    DeletesPolicy,
    /// VMs or ports leave a JIT policy.
    ShrinksPolicy,
    /// All rules that the list doesn't name go when the file is applied or deployed.
    Replaces,
    /// None of JIT's rules went when the plan was made. The rules stand in one list, so
    /// what JIT adds goes with a later apply, unless the code ignores such changes, which
    /// a plan doesn't tell.
    WouldRemove,
    /// A JIT policy is written whole: what the file doesn't name leaves it.
    ReplacesPolicy,
    CannotTell(Unclear),
    /// JIT's rules stay.
    Keeps,
}

impl Outcome {
    pub const NAMES: [&str; 9] = [
        "removes",
        "destroys",
        "deletes_policy",
        "shrinks_policy",
        "replaces",
        "would_remove",
        "replaces_policy",
        "cannot_tell",
        "keeps",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Self::Removes(_) => "removes",
            Self::Destroys => "destroys",
            Self::DeletesPolicy => "deletes_policy",
            Self::ShrinksPolicy => "shrinks_policy",
            Self::Replaces => "replaces",
            Self::WouldRemove => "would_remove",
            Self::ReplacesPolicy => "replaces_policy",
            Self::CannotTell(_) => "cannot_tell",
            Self::Keeps => "keeps",
        }
    }

    /// Whether something of JIT's is taken away, now or later.
    pub fn is_bad(&self) -> bool {
        !matches!(
            self,
            Self::ReplacesPolicy | Self::CannotTell(_) | Self::Keeps
        )
    }
}

/// Why an outcome isn't known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unclear {
    /// The rules are known only when it is applied.
    Computed,
    /// The file has an expression in the place of the rules.
    Expression,
    /// A part of the file lies elsewhere.
    Linked,
    /// The list of rules is left out. A deployment resets what a template leaves out; of
    /// rules that somebody else has added that isn't said.
    NoList,
    /// Whether the code has a list isn't in a plan: blocks that are made in a loop aren't.
    Hidden,
    /// It's deployed only under a condition.
    Condition,
    /// The file is not as such files are documented.
    Odd,
}

impl Unclear {
    pub const ALL: [Self; 7] = [
        Self::Computed,
        Self::Expression,
        Self::Linked,
        Self::NoList,
        Self::Hidden,
        Self::Condition,
        Self::Odd,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Computed => "computed",
            Self::Expression => "expression",
            Self::Linked => "linked",
            Self::NoList => "no_list",
            Self::Hidden => "hidden",
            Self::Condition => "condition",
            Self::Odd => "odd",
        }
    }
}
