using Importer.Gateway;

namespace Importer.Reports;

/// <summary>Names of things as people read them.</summary>
internal static class Words
{
    /// <summary>A kind of resource, in lower case.</summary>
    public static string Of(ResourceKind kind) => kind switch
    {
        ResourceKind.Api => "API",
        ResourceKind.NamedValue => "named value",
        ResourceKind.ProductLink => "product link",
        ResourceKind.Identity => "identity",
        ResourceKind.Role => "role",
        ResourceKind.Backend => "backend",
        ResourceKind.Policy => "policy",
        ResourceKind.OperationPolicy => "operation policy",
        ResourceKind.Diagnostic => "diagnostic",
        ResourceKind.Tag => "tag",
        _ => kind.ToString(),
    };
}
