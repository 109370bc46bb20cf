using System.Globalization;
using System.Text.Json;
using Importer.Gateway;
using Importer.Health;

namespace Importer.Reports;

/// <summary>Names of things as readers of a report see them.</summary>
public static class ReportWords
{
    /// <summary>A verdict, in lower case.</summary>
    public static string Of(ProbeStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <summary>A kind of drift, in lower case.</summary>
    public static string Of(DriftKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>A kind of resource.</summary>
    public static string Of(ResourceKind kind) => Words.Of(kind);

    /// <summary>What a person asks for, in lower case.</summary>
    public static string Of(ErrandKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>When a resource was last changed, and by what.</summary>
    public static string Of(LastChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var by = change.By is { } id ? $"{change.ByType} {id}" : change.ByType;
        return string.Create(CultureInfo.InvariantCulture, $"last changed {change.At.UtcDateTime:u}{(by is null ? "" : $" by {by}")}");
    }

    /// <summary>Account and deployment say enough to a reader; the JSON has the whole id. Anything else stays as it is.</summary>
    public static string ShortOf(string id) =>
        ResourceId.TryParse(id, out var parsed) && parsed.Type is not null ? string.Join('/', parsed.Value.Split('/').Skip(8).Where((_, index) => index % 2 == 0)) : id;

    /// <summary>What a run was asked: an errand, a scope, or everything.</summary>
    public static string Asked(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Errand is { } errand ? $"{Of(errand.Kind)} {errand.Target}" : run.Scope is { } scope ? ShortOf(scope) : "everything";
    }
}
