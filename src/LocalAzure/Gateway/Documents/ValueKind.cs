namespace LocalAzure.Gateway.Documents;

/// <summary>What an attribute's value has to look like when it is not an expression.</summary>
internal enum ValueKind
{
    Text,
    Integer,
    Decimal,
    Boolean,

    /// <summary>An expression that yields true or false.</summary>
    Condition,
}
