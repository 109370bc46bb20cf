namespace LocalAzure.Gateway.Expressions;

internal enum TokenKind
{
    Name,
    Text,
    Character,
    Number,
    Symbol,
    End,
}
