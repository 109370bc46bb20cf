namespace Importer.Gateway;

/// <summary>What the gateway holds, in dependency order: created from the top down, deleted from the bottom up.</summary>
public enum ResourceKind
{
    /// <summary>The system-assigned identity of the API Management service.</summary>
    Identity,

    /// <summary>A role of that identity on a Foundry account.</summary>
    Role,

    /// <summary>A named value, such as an account's key.</summary>
    NamedValue,

    /// <summary>Where calls are sent to.</summary>
    Backend,

    /// <summary>An API with its operations.</summary>
    Api,

    /// <summary>The policy of an API.</summary>
    Policy,

    /// <summary>The policy of one operation.</summary>
    OperationPolicy,

    /// <summary>The diagnostic of an API that lets token metrics out.</summary>
    Diagnostic,

    /// <summary>A tag on an API.</summary>
    Tag,

    /// <summary>An API's place in a product.</summary>
    ProductLink,
}
