using System.Collections.Concurrent;
using System.Text.Json;
using Importer.Deployments;

namespace Importer.Specs;

/// <summary>
/// Our own documents, one a compatibility: the operations that the portal's wizard publishes, less those that no
/// deployment needs (assistants, files, evaluations, fine-tuning). Read on first use and kept.
/// </summary>
internal static class SpecCatalogue
{
    private static readonly ConcurrentDictionary<Compatibility, SpecDocument> Documents = new();

    private static readonly ConcurrentDictionary<(Compatibility, int), SpecDocument> Tailored = new();

    /// <summary>The whole document of a compatibility.</summary>
    public static SpecDocument For(Compatibility compatibility) => Documents.GetOrAdd(compatibility, Load);

    /// <summary>The document of a compatibility, tailored to what the deployments can do.</summary>
    public static SpecDocument For(Compatibility compatibility, IReadOnlySet<Capability> capabilities) =>
        Tailored.GetOrAdd(
            (compatibility, Key(capabilities)),
            static (key, wanted) => SpecTailor.Tailor(For(key.Item1), wanted),
            capabilities
        );

    /// <summary>A set of capabilities as one number.</summary>
    internal static int Key(IReadOnlySet<Capability> capabilities) =>
        capabilities.Aggregate(0, (bits, capability) => bits | (1 << (int)capability));

    private static SpecDocument Load(Compatibility compatibility)
    {
        var name = $"{typeof(SpecCatalogue).Namespace}.Documents.{compatibility}.json";
        using var stream =
            typeof(SpecCatalogue).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The document {name} is not part of this build.");
        using var json = JsonDocument.Parse(stream);
        return new SpecDocument(json.RootElement.Clone(), isOurs: true);
    }
}
