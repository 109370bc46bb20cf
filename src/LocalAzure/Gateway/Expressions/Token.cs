namespace LocalAzure.Gateway.Expressions;

/// <summary>One word of an expression.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position);
