namespace Importer.Policies;

/// <summary>The levels at which API Management holds a policy; a set of them says where an element is accepted.</summary>
[Flags]
public enum PolicyScopes
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>All APIs of the service.</summary>
    Global = 1,

    /// <summary>A workspace.</summary>
    Workspace = 2,

    /// <summary>A product.</summary>
    Product = 4,

    /// <summary>One API.</summary>
    Api = 8,

    /// <summary>One operation.</summary>
    Operation = 16,

    /// <summary>Every level.</summary>
    All = Global | Workspace | Product | Api | Operation,
}
