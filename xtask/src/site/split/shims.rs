//! Which calls from chunk to chunk can do without the table of functions.
//!
//! The splitter has chunks call each other through the table: for each function of
//! another chunk that it calls, a chunk has one of its own, which only passes its
//! arguments on. Where both are in one file, what calls the one may as well call the
//! other, and wasm-opt then leaves the first one out.

use std::collections::HashMap;

use anyhow::Result;
use wasmparser::{ElementItems, ElementKind, FunctionBody, Operator, Parser, Payload};

/// The functions that only pass their arguments on to one of the same chunks, and that
/// one. Both are counted through all chunks.
pub(super) fn passed_on(chunks: &[Vec<u8>]) -> Result<HashMap<u32, u32>> {
    let mut functions = Functions::default();
    for chunk in chunks {
        functions.add(chunk)?;
    }
    let Functions { types, places, to } = functions;
    let direct = to.into_iter().filter_map(|(from, place)| {
        let target = *places.get(&place)?;
        let is_same = types.get(from as usize) == types.get(target as usize);
        is_same.then_some((from, target))
    });
    Ok(direct.collect())
}

#[derive(Default)]
struct Functions {
    /// The type of each.
    types: Vec<u32>,
    /// Those that stand at a place of the table, by the place.
    places: HashMap<i32, u32>,
    /// Those that only pass their arguments on, and the place to which.
    to: Vec<(u32, i32)>,
}

impl Functions {
    fn add(&mut self, chunk: &[u8]) -> Result<()> {
        let first = u32::try_from(self.types.len())?;
        let mut next = first;
        for payload in Parser::new(0).parse_all(chunk) {
            match payload? {
                Payload::FunctionSection(it) => {
                    for of in it {
                        self.types.push(of?);
                    }
                }
                Payload::ElementSection(it) => {
                    for element in it {
                        let element = element?;
                        if let (
                            ElementKind::Active { offset_expr, .. },
                            ElementItems::Functions(all),
                        ) = (element.kind, element.items)
                            && let Operator::I32Const { value } =
                                offset_expr.get_operators_reader().read()?
                        {
                            for (place, function) in (value..).zip(all) {
                                self.places.insert(place, first + function?);
                            }
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    if let Some(place) = place_called(&body, self.types.get(next as usize))? {
                        self.to.push((next, place));
                    }
                    next += 1;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The place of the table that a function of type `own` passes all its arguments on to,
/// if it does nothing else.
fn place_called(body: &FunctionBody<'_>, own: Option<&u32>) -> Result<Option<i32>> {
    if body.get_locals_reader()?.get_count() != 0 {
        return Ok(None);
    }
    let mut operators = body.get_operators_reader()?;
    let mut arguments = 0;
    let place = loop {
        match operators.read()? {
            Operator::LocalGet { local_index } if local_index == arguments => arguments += 1,
            Operator::I32Const { value } => break value,
            _ => return Ok(None),
        }
    };
    // Of the same type it takes as many arguments as the function itself, which are all.
    let is_call = matches!(
        operators.read()?,
        Operator::CallIndirect { type_index, table_index: 0 } if Some(&type_index) == own
    );
    let ends = is_call && matches!(operators.read()?, Operator::End) && operators.eof();
    Ok(ends.then_some(place))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, ElementSection, Elements, Function, FunctionSection,
        Instruction::{self, CallIndirect, Drop, End, I32Const, LocalGet},
        Module, TypeSection, ValType,
    };

    use super::*;

    const BOTH: &[Instruction<'_>] = &[LocalGet(0), LocalGet(1)];

    /// Functions of two arguments and none, the first of them at a place of the table.
    fn chunk(place: i32, functions: &[(u32, &[Instruction<'_>])]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32, ValType::I32], []);
        types.ty().function([], []);
        let mut all = FunctionSection::new();
        let mut code = CodeSection::new();
        for (own, instructions) in functions {
            all.function(*own);
            let mut function = Function::new([]);
            for it in *instructions {
                function.instruction(it);
            }
            function.instruction(&End);
            code.function(&function);
        }
        let mut elements = ElementSection::new();
        let at = ConstExpr::i32_const(place);
        elements.active(None, &at, Elements::Functions([0].as_slice().into()));
        let mut module = Module::new();
        module.section(&types).section(&all);
        module.section(&elements).section(&code);
        module.finish()
    }

    fn call(type_index: u32) -> Instruction<'static> {
        let table_index = 0;
        CallIndirect {
            type_index,
            table_index,
        }
    }

    #[test]
    fn only_what_passes_all_on_to_one_that_is_there_is_found() {
        let at = |place| [BOTH, &[I32Const(place), call(0)]].concat();
        let reversed = [LocalGet(1), LocalGet(0), I32Const(3), call(0)];
        let more = [BOTH, &[I32Const(3), call(0), I32Const(1), Drop]].concat();
        let one = chunk(3, &[(0, BOTH), (0, &at(7))]);
        let other = chunk(
            7,
            &[
                (1, &[]),
                (0, &at(3)),
                (0, &at(8)),
                (0, &reversed),
                (0, &more),
                (1, &[I32Const(7), call(1)]),
            ],
        );
        // Place 7 is of another type, nothing stands at 8, and the one at 7 passes on
        // to the first of its own chunk.
        let found = passed_on(&[one, other]).unwrap();
        assert_eq!(found, HashMap::from([(3, 0), (7, 2)]));
    }
}
