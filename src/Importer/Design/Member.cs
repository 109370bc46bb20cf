using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>A deployment that is in, under one compatibility.</summary>
internal sealed record Member(FoundryAccount Account, ModelDeployment Deployment, ResolvedProfile Resolved, Compatibility Compatibility, string Reason)
{
    /// <summary>The adopted API that it is called through; null for one of the importer's own.</summary>
    public Api? Seat { get; init; }

    /// <summary>What it can do there.</summary>
    public IReadOnlyList<Capability> Can => CapabilityCatalog.Of(Deployment, Compatibility);

    /// <summary>The path it is called under.</summary>
    public string Path => Seat?.Path ?? ApiNaming.Path(
        Templates.Fill(Resolved.Profile.BasePath, Account, Deployment, Compatibility), Compatibility, Resolved.Profile.Source);
}
