namespace LocalAzure.Gateway.Expressions;

internal enum TokenKind
{
    Name,
    Text,
    Number,
    Symbol,
    End,
}
