using Importer.Deployments;

namespace Importer.Tests.Specs;

/// <summary>Sets of capabilities for tests.</summary>
internal static class Capabilities
{
    public static IReadOnlySet<Capability> All { get; } = Enum.GetValues<Capability>().ToHashSet();

    public static IReadOnlySet<Capability> Of(params Capability[] capabilities) => capabilities.ToHashSet();
}
