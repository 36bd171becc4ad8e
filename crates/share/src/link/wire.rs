//! Numbers and texts as bytes, from which the body of a link is built. The reader
//! takes any bytes and never reads past their end.

/// The bytes end too early, or were not written by [`Writer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DecodeError;

#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Seven bits in each byte, the lowest first.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
            number >>= 7;
        }
        self.byte(u8::try_from(number).unwrap_or_default());
    }

    pub(super) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// A number in links. A test makes sure that it is never missing.
    pub(super) fn wire(&mut self, number: Option<u16>) {
        self.number(number.unwrap_or(u16::MAX).into());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Result<u8, DecodeError> {
        let (first, rest) = self.0.split_first().ok_or(DecodeError)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(super) fn number(&mut self) -> Result<u64, DecodeError> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                // A number has only one form, so that a report has only one link.
                return if byte == 0 && shift > 0 {
                    Err(DecodeError)
                } else {
                    Ok(number)
                };
            }
        }
        Err(DecodeError)
    }

    /// A count of things that each take at least one byte. A larger count than
    /// there are bytes left is refused, so that it cannot ask for memory.
    pub(super) fn count(&mut self) -> Result<usize, DecodeError> {
        let count = self.index()?;
        if count > self.0.len() {
            Err(DecodeError)
        } else {
            Ok(count)
        }
    }

    pub(super) fn index(&mut self) -> Result<usize, DecodeError> {
        usize::try_from(self.number()?).map_err(|_| DecodeError)
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(DecodeError)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, DecodeError> {
        let count = self.count()?;
        std::str::from_utf8(self.bytes(count)?).map_err(|_| DecodeError)
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_read_back(number in 0..1_u64 << 62) {
            let mut writer = Writer::default();
            writer.number(number);
            let mut reader = Reader(&writer.0);
            prop_assert_eq!(reader.number(), Ok(number));
            prop_assert!(reader.is_done());
        }
    }

    #[test]
    fn a_count_never_asks_for_more_than_there_is() {
        assert_eq!(
            Reader(&[0xff, 0xff, 0xff, 0x7f, 1, 2]).count(),
            Err(DecodeError)
        );
        assert_eq!(Reader(&[0x80, 0x00]).number(), Err(DecodeError));
        assert_eq!(Reader(&[0xff; 20]).number(), Err(DecodeError));
    }
}
