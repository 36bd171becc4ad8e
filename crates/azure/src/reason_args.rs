//! The arguments of reasons. Links name an argument by its number, so a new one
//! takes the next that is free here and in whatever else declares arguments.

crate::arguments! {
    5 ACTION = "action": Word;
    6 SCOPE = "scope": Scope;
    7 STATUS = "status": Status;
    8 CODE = "code": Word;
    9 PATH = "path": Field;
    10 FIELD = "field": Field;
    11 VALUE = "value": Unknown;
    74 SECONDS = "seconds": Number;
    71 SAID = "said": Field;
    72 OTHER_SAID = "other_said": Field;
    73 OTHER_PATH = "other_path": Scope;
}
