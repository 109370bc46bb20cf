namespace Importer.Configuration;

/// <summary>What deployments may be, by the rules of the company. An empty list allows everything.</summary>
public sealed record ComplianceSettings
{
    /// <summary>Names of content filters (responsible-AI policies), as globs.</summary>
    public IReadOnlyList<string> RaiPolicies { get; init; } = [];

    /// <summary>Names of SKUs, as globs.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>Locations, as globs.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Names of models, as globs.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What becomes of what is outside.</summary>
    public ComplianceMode Mode { get; init; } = ComplianceMode.Report;
}

/// <summary>What becomes of a deployment that is outside of the rules of the company.</summary>
public enum ComplianceMode
{
    /// <summary>It is imported and reported.</summary>
    Report,

    /// <summary>No API that reaches it is published: a new one is not made, and one that is there answers no call.</summary>
    LeaveOut,

    /// <summary>An API that reaches it is published only with a content safety policy.</summary>
    RequireContentSafety,
}

/// <summary>Reads the rules of the company.</summary>
internal static class ComplianceReader
{
    /// <summary>The rules; a mode without any rule is a fault.</summary>
    public static ComplianceSettings Read(SettingNode node)
    {
        var usual = new ComplianceSettings();
        var read = new ComplianceSettings
        {
            RaiPolicies = node.List("RaiPolicies", GlobParsers.Name),
            Skus = node.List("Skus", GlobParsers.Name),
            Regions = node.List("Regions", GlobParsers.Name),
            Models = node.List("Models", GlobParsers.Name),
            Mode = node.Read("Mode", Parse.Choice<ComplianceMode>(), usual.Mode),
        };
        if (
            read.Mode != ComplianceMode.Report
            && node.IsSound
            && read is { RaiPolicies.Count: 0, Skus.Count: 0, Regions.Count: 0, Models.Count: 0 }
        )
        {
            node.Fault("Mode", "has nothing to act on. Give RaiPolicies, Skus, Regions or Models, or leave Compliance out.");
        }

        return read;
    }
}
