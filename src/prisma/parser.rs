//! Blocks of a schema.

use super::error::Error;
use super::lexer::{Kind, Token, tokens};
use super::syntax::{Argument, Arity, Attribute, Block, EnumValue, Field, FieldType, Form, Value, Word};
use crate::text::Span;

const KEYWORDS: [&str; 6] = ["datasource", "generator", "model", "view", "enum", "type"];

/// More nesting than any schema has, and less than the stack holds.
const DEPTH: usize = 50;

/// Parses the text of a file.
pub(super) fn parse(file: usize, text: &str) -> Result<Vec<Block>, Error> {
    let mut parser = Parser { tokens: tokens(file, text)?, at: 0, file, depth: 0 };
    let mut blocks = Vec::new();
    loop {
        parser.skip_lines();
        if parser.peek() == &Kind::End {
            return Ok(blocks);
        }
        blocks.push(parser.block()?);
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    file: usize,
    depth: usize,
}

impl Parser {
    fn block(&mut self) -> Result<Block, Error> {
        let keyword = self.word("a block such as `model User { … }`")?;
        if !KEYWORDS.contains(&keyword.text.as_str()) {
            let message = format!("`{}` is not a kind of block; they are {}", keyword.text, KEYWORDS.join(", "));
            return Err(Error::new(self.file, &keyword.span, message));
        }
        let name = self.word("the name of the block")?;
        self.skip_lines();
        self.mark("{")?;
        let (fields, values, settings, attributes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut block = Block { keyword, name, fields, values, settings, attributes };
        loop {
            self.skip_lines();
            if self.take("}") {
                return Ok(block);
            }
            if self.take("@@") {
                let attribute = self.attribute()?;
                block.attributes.push(attribute);
            } else {
                self.line(&mut block)?;
            }
            if !matches!(self.peek(), Kind::NewLine | Kind::Mark("}")) {
                return Err(self.unexpected("the end of the line"));
            }
        }
    }

    /// A field, a value or a setting, by the kind of the block.
    fn line(&mut self, block: &mut Block) -> Result<(), Error> {
        let name = self.word("a name")?;
        match block.keyword.text.as_str() {
            "datasource" | "generator" => {
                self.mark("=")?;
                let value = self.value()?;
                block.settings.push((name, value));
            }
            "enum" => {
                let attributes = self.attributes()?;
                block.values.push(EnumValue { name, attributes });
            }
            _ => {
                // The older form had a colon.
                self.take(":");
                let r#type = self.field_type()?;
                let arity = self.arity()?;
                let attributes = self.attributes()?;
                block.fields.push(Field { name, r#type, arity, attributes });
            }
        }
        Ok(())
    }

    fn field_type(&mut self) -> Result<FieldType, Error> {
        let name = self.word("the type of the field")?;
        if name.text != "Unsupported" || !self.take("(") {
            return Ok(FieldType::Named(name));
        }
        let Kind::Text(text) = self.peek().clone() else { return Err(self.unexpected("a type as text")) };
        self.at += 1;
        self.mark(")")?;
        Ok(FieldType::Unsupported(text))
    }

    fn arity(&mut self) -> Result<Arity, Error> {
        if self.take("?") {
            return Ok(Arity::Optional);
        }
        if self.take("[") {
            self.mark("]")?;
            return Ok(Arity::List);
        }
        Ok(Arity::Required)
    }

    fn attributes(&mut self) -> Result<Vec<Attribute>, Error> {
        let mut attributes = Vec::new();
        while self.take("@") {
            attributes.push(self.attribute()?);
        }
        Ok(attributes)
    }

    fn attribute(&mut self) -> Result<Attribute, Error> {
        let mut name = self.word("the name of the attribute")?;
        while self.take(".") {
            let part = self.word("the rest of the name")?;
            name.text = format!("{}.{}", name.text, part.text);
            name.span.end = part.span.end;
        }
        let arguments = if self.take("(") { self.arguments(")")? } else { Vec::new() };
        Ok(Attribute { name, arguments })
    }

    /// Arguments or elements up to the closing bracket.
    fn arguments(&mut self, closing: &'static str) -> Result<Vec<Argument>, Error> {
        let mut arguments = Vec::new();
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Error::new(self.file, &self.span(), "values that are nested too deeply"));
        }
        loop {
            self.skip_lines();
            if self.take(closing) {
                self.depth -= 1;
                return Ok(arguments);
            }
            let name = match (self.peek(), &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].form) {
                (Kind::Word(_), Kind::Mark(":")) => {
                    let name = self.word("a name")?;
                    self.mark(":")?;
                    self.skip_lines();
                    Some(name)
                }
                _ => None,
            };
            let value = self.value()?;
            arguments.push(Argument { name, value });
            self.skip_lines();
            if !self.take(",") && self.peek() != &Kind::Mark(closing) {
                return Err(self.unexpected(&format!("`,` or `{closing}`")));
            }
        }
    }

    fn value(&mut self) -> Result<Value, Error> {
        let start = self.span().start;
        let form = match self.peek().clone() {
            Kind::Text(text) => {
                self.at += 1;
                Form::Text(text)
            }
            Kind::Number(number) => {
                self.at += 1;
                Form::Number(number)
            }
            Kind::Mark("[") => {
                self.at += 1;
                Form::List(self.arguments("]")?.into_iter().map(|argument| argument.value).collect())
            }
            Kind::Word(mut name) => {
                self.at += 1;
                // A field of a composite type, or the value of another enum.
                while self.take(".") {
                    name = format!("{name}.{}", self.word("the rest of the name")?.text);
                }
                if self.take("(") { Form::Call(name, self.arguments(")")?) } else { Form::Name(name) }
            }
            _ => return Err(self.unexpected("a value")),
        };
        let end = self.tokens[self.at - 1].span.end;
        Ok(Value { form, span: start..end, file: self.file })
    }

    fn word(&mut self, expected: &str) -> Result<Word, Error> {
        let Kind::Word(text) = self.peek().clone() else { return Err(self.unexpected(expected)) };
        let span = self.span();
        self.at += 1;
        Ok(Word { text, span, file: self.file })
    }

    fn mark(&mut self, mark: &'static str) -> Result<(), Error> {
        if self.take(mark) { Ok(()) } else { Err(self.unexpected(&format!("`{mark}`"))) }
    }

    fn take(&mut self, mark: &'static str) -> bool {
        let found = self.peek() == &Kind::Mark(mark);
        self.at += usize::from(found);
        found
    }

    fn skip_lines(&mut self) {
        while self.peek() == &Kind::NewLine {
            self.at += 1;
        }
    }

    fn peek(&self) -> &Kind {
        &self.tokens[self.at].form
    }

    fn span(&self) -> Span {
        self.tokens[self.at].span.clone()
    }

    fn unexpected(&self, expected: &str) -> Error {
        let found = match self.peek() {
            Kind::Word(text) | Kind::Number(text) => format!("`{text}`"),
            Kind::Text(_) => "a text".to_owned(),
            Kind::Mark(mark) => format!("`{mark}`"),
            Kind::NewLine => "the end of the line".to_owned(),
            Kind::End => "the end of the file".to_owned(),
        };
        Error::new(self.file, &self.span(), format!("{expected} is expected here, not {found}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (usize, String) {
        let error = parse(0, text).expect_err("a fault");
        (error.span.start, error.message)
    }

    #[test]
    fn reads_blocks_with_all_their_parts() {
        let text = "// a\ndatasource db {\n  provider = \"postgresql\" // b\n  url = env(\"URL\")\n}\n/* c\n*/\n\
            model A {\n  id Int @id @default(autoincrement())\n  b String? @db.VarChar(20)\n  c Unsupported(\"circle\")[]\n\
            \n  @@index(fields: [b(sort: Desc), c], type: Hash,\n    map: \"x\")\n}\nenum E { \n A @map(\"a\")\n B\n @@map(\"e\") }";
        let blocks = parse(0, text).expect("a schema");
        assert_eq!(blocks.len(), 3);
        assert_eq!(blocks[0].settings.len(), 2);
        assert_eq!(
            blocks[1].fields.iter().map(|field| field.arity).collect::<Vec<_>>(),
            [Arity::Required, Arity::Optional, Arity::List]
        );
        assert_eq!(blocks[1].fields[1].attributes[0].name.text, "db.VarChar");
        assert_eq!(blocks[1].attributes[0].arguments.len(), 3);
        assert_eq!(blocks[2].values.len(), 2);
        assert_eq!(blocks[2].attributes.len(), 1);
    }

    #[test]
    fn names_the_place_of_a_fault() {
        assert_eq!(
            fault("model A {\n  id\n}"),
            (14, "the type of the field is expected here, not the end of the line".into())
        );
        assert_eq!(
            fault("modle A {}").1,
            "`modle` is not a kind of block; they are datasource, generator, model, view, enum, type"
        );
        assert_eq!(fault("model A {\n  id Int @id(\n}").1, "a value is expected here, not `}`");
        assert_eq!(fault("model A {\n  id Int; \n}").1, "the character `;` has no meaning here");
        assert_eq!(fault("model A {").1, "a name is expected here, not the end of the file");
        assert_eq!(fault("a = \"x").1, "a text without its closing quote");
        assert!(fault(&format!("model A {{\n a Int @a({}", "[".repeat(10_000))).1.contains("nested too deeply"));
    }
}
