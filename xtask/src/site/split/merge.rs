//! Chunks of one module made into one.
//!
//! It can be this simple because of how the splitter makes them: all have the same list
//! of types; they import the memory, the table of functions and the stack pointer, each
//! as the first of its kind; and they call each other through the table. So only the
//! functions' own numbers change, and what would go through the table to a function of
//! the same file goes there directly ([`shims`]).

use std::collections::HashMap;

use anyhow::{Result, anyhow, bail, ensure};
use wasm_encoder::{
    CodeSection, DataSection, ElementSection, ExportSection, FunctionSection, ImportSection,
    Module, NameMap, NameSection, TypeSection,
    reencode::{Error, Reencode},
};
use wasmparser::{CustomSectionReader, KnownCustom, Name, Parser, Payload, TypeRef};

use super::shims;

/// Moves the functions of a chunk behind those of the chunks before it.
struct Behind<'a> {
    before: u32,
    passed_on: &'a HashMap<u32, u32>,
}

impl Reencode for Behind<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let function = function + self.before;
        Ok(*self.passed_on.get(&function).unwrap_or(&function))
    }
}

#[derive(Default)]
struct Merged {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    exports: ExportSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    /// Of the functions: those of one name are put side by side later, which compresses
    /// better.
    names: NameMap,
    /// The names of what is imported.
    imported: Vec<String>,
}

/// One module that does what these do together.
pub(super) fn merge(chunks: &[Vec<u8>]) -> Result<Vec<u8>> {
    let passed_on = shims::passed_on(chunks)?;
    let mut merged = Merged::default();
    for chunk in chunks {
        merged.add(chunk, &passed_on)?;
    }
    let mut module = Module::new();
    module
        .section(&merged.types)
        .section(&merged.imports)
        .section(&merged.functions)
        .section(&merged.exports)
        .section(&merged.elements)
        .section(&merged.code)
        .section(&merged.data);
    let mut names = NameSection::new();
    names.functions(&merged.names);
    module.section(&names);
    Ok(module.finish())
}

impl Merged {
    fn add(&mut self, chunk: &[u8], passed_on: &HashMap<u32, u32>) -> Result<()> {
        let mut behind = Behind {
            before: self.functions.len(),
            passed_on,
        };
        let mut types = TypeSection::new();
        let own = |it: Error<_>| anyhow!("a chunk cannot be merged: {it}");
        for payload in Parser::new(0).parse_all(chunk) {
            match payload? {
                Payload::TypeSection(it) => {
                    behind.parse_type_section(&mut types, it).map_err(own)?;
                }
                Payload::ImportSection(it) => {
                    for import in it.into_imports() {
                        self.import(&mut behind, import?)?;
                    }
                }
                Payload::FunctionSection(it) => {
                    let functions = &mut self.functions;
                    behind.parse_function_section(functions, it).map_err(own)?;
                }
                Payload::ExportSection(it) => {
                    let exports = &mut self.exports;
                    behind.parse_export_section(exports, it).map_err(own)?;
                }
                Payload::ElementSection(it) => {
                    let elements = &mut self.elements;
                    behind.parse_element_section(elements, it).map_err(own)?;
                }
                Payload::CodeSectionEntry(it) => {
                    behind
                        .parse_function_body(&mut self.code, it)
                        .map_err(own)?;
                }
                Payload::DataSection(it) => {
                    for data in it {
                        let data = data?;
                        // The splitter keeps the places of those that have gone elsewhere.
                        if !data.data.is_empty() {
                            behind.parse_data(&mut self.data, data).map_err(own)?;
                        }
                    }
                }
                Payload::CustomSection(it) => self.name(&behind, &it)?,
                Payload::TableSection(_)
                | Payload::MemorySection(_)
                | Payload::GlobalSection(_)
                | Payload::TagSection(_)
                | Payload::StartSection { .. } => bail!("a chunk with a section of its own"),
                _ => {}
            }
        }
        if self.types.is_empty() {
            self.types = types;
        } else {
            let same = self.types.len() == types.len();
            ensure!(same, "chunks of different modules");
        }
        Ok(())
    }

    fn name(&mut self, behind: &Behind<'_>, section: &CustomSectionReader<'_>) -> Result<()> {
        let KnownCustom::Name(sections) = section.as_known() else {
            return Ok(());
        };
        for section in sections {
            if let Name::Function(names) = section? {
                for function in names {
                    let function = function?;
                    self.names
                        .append(function.index + behind.before, function.name);
                }
            }
        }
        Ok(())
    }

    fn import(&mut self, behind: &mut Behind<'_>, import: wasmparser::Import<'_>) -> Result<()> {
        if matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)) {
            bail!("a chunk that imports the function {}", import.name);
        }
        if self.imported.iter().any(|it| it == import.name) {
            return Ok(());
        }
        self.imported.push(import.name.to_owned());
        behind
            .parse_import(&mut self.imports, import)
            .map_err(|it| anyhow!("an import cannot be merged: {it}"))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, Function, Instruction, MemoryType, RefType, TableType,
        ValType,
    };
    use wasmparser::Validator;

    use super::*;

    /// A chunk of one function, which calls itself, stands at a place of the table, and
    /// has a text at an address.
    fn chunk(place: i32, address: i32, text: &[u8]) -> Vec<u8> {
        let itself = [Instruction::LocalGet(0), Instruction::Call(0)];
        chunk_of(place, address, text, &[&itself])
    }

    /// The same of any functions, the first of them at the place.
    fn chunk_of(place: i32, address: i32, text: &[u8], bodies: &[&[Instruction<'_>]]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        let mut imports = ImportSection::new();
        let memory = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        imports.import("__wasm_split", "memory", EntityType::Memory(memory));
        let table = TableType {
            element_type: RefType::FUNCREF,
            minimum: 8,
            maximum: None,
            table64: false,
            shared: false,
        };
        imports.import("__wasm_split", "table", EntityType::Table(table));
        let mut functions = FunctionSection::new();
        let mut elements = ElementSection::new();
        let at = ConstExpr::i32_const(place);
        elements.active(None, &at, Elements::Functions([0].as_slice().into()));
        let mut code = CodeSection::new();
        for body in bodies {
            functions.function(0);
            let mut function = Function::new([]);
            for instruction in *body {
                function.instruction(instruction);
            }
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(0), []);
        data.active(0, &ConstExpr::i32_const(address), text.iter().copied());
        let mut names = NameSection::new();
        let mut own = NameMap::new();
        own.append(0, std::str::from_utf8(text).unwrap());
        names.functions(&own);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&elements)
            .section(&code)
            .section(&data)
            .section(&names);
        module.finish()
    }

    #[test]
    fn chunks_keep_their_places_and_call_themselves() {
        let merged = merge(&[chunk(1, 16, b"one"), chunk(5, 32, b"two")]).unwrap();
        Validator::new().validate_all(&merged).unwrap();
        let (mut imports, mut calls, mut texts, mut places) = (0, vec![], vec![], vec![]);
        let mut names = vec![];
        for payload in Parser::new(0).parse_all(&merged) {
            match payload.unwrap() {
                Payload::ImportSection(it) => imports = it.into_imports().count(),
                Payload::CodeSectionEntry(it) => {
                    for operator in it.get_operators_reader().unwrap() {
                        if let wasmparser::Operator::Call { function_index } = operator.unwrap() {
                            calls.push(function_index);
                        }
                    }
                }
                Payload::ElementSection(it) => {
                    for element in it {
                        let wasmparser::ElementItems::Functions(functions) = element.unwrap().items
                        else {
                            panic!("functions are expected");
                        };
                        places.extend(functions.into_iter().map(Result::unwrap));
                    }
                }
                Payload::DataSection(it) => {
                    texts.extend(it.into_iter().map(|it| it.unwrap().data.to_vec()));
                }
                Payload::CustomSection(it) => {
                    let KnownCustom::Name(sections) = it.as_known() else {
                        panic!("names are expected");
                    };
                    for section in sections {
                        if let Name::Function(all) = section.unwrap() {
                            names.extend(all.into_iter().map(|it| it.unwrap().name.to_owned()));
                        }
                    }
                }
                _ => {}
            }
        }
        assert_eq!(imports, 2, "the memory and the table, once");
        assert_eq!(calls, [0, 1]);
        assert_eq!(places, [0, 1]);
        assert_eq!(texts, [b"one".to_vec(), b"two".to_vec()]);
        assert_eq!(names, ["one", "two"]);
    }

    #[test]
    fn what_would_go_through_the_table_goes_straight() {
        let through = Instruction::CallIndirect {
            type_index: 0,
            table_index: 0,
        };
        let passes_on = [Instruction::LocalGet(0), Instruction::I32Const(1), through];
        let calls = [Instruction::LocalGet(0), Instruction::Call(1)];
        let other = chunk_of(5, 32, b"two", &[&calls, &passes_on]);
        let merged = merge(&[chunk(1, 16, b"one"), other]).unwrap();
        Validator::new().validate_all(&merged).unwrap();
        let mut calls = Vec::new();
        for payload in Parser::new(0).parse_all(&merged) {
            if let Payload::CodeSectionEntry(it) = payload.unwrap() {
                for operator in it.get_operators_reader().unwrap() {
                    if let wasmparser::Operator::Call { function_index } = operator.unwrap() {
                        calls.push(function_index);
                    }
                }
            }
        }
        // Of one that calls itself, and one that calls it by way of the last one.
        assert_eq!(calls, [0, 0]);
    }

    #[test]
    fn what_is_no_chunk_is_refused() {
        let mut memories = wasm_encoder::MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut module = Module::new();
        module.section(&memories);
        assert!(merge(&[module.finish()]).is_err());
        assert!(merge(&[b"no module".to_vec()]).is_err());
    }
}
