using System.Text.Json;
using Importer.Gateway;
using Importer.Health;

namespace Importer.Reports;

/// <summary>Names of things as people read them.</summary>
public static class Words
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
        ResourceKind.Diagnostic => "diagnostic",
        ResourceKind.Tag => "tag",
        _ => kind.ToString(),
    };

    /// <summary>A verdict, in lower case.</summary>
    public static string Of(ProbeStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <summary>A kind of drift, in lower case.</summary>
    public static string Of(DriftKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>Account and deployment say enough to a reader; the JSON has the whole id. Anything else stays as it is.</summary>
    public static string ShortOf(string id) =>
        ResourceId.TryParse(id, out var parsed) && parsed.Type is not null ? string.Join('/', parsed.Value.Split('/').Skip(8).Where((_, index) => index % 2 == 0)) : id;
}
