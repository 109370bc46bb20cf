using System.Collections.Concurrent;

namespace Importer.Deployments;

/// <summary>What a deployed model can do, and so which operations an API needs for it.</summary>
public enum Capability
{
    /// <summary>Chat completions.</summary>
    Chat,

    /// <summary>The Responses API.</summary>
    Responses,

    /// <summary>Text embeddings.</summary>
    Embeddings,

    /// <summary>Image embeddings.</summary>
    ImageEmbeddings,

    /// <summary>Legacy text completions.</summary>
    Completions,

    /// <summary>Image generation.</summary>
    Images,

    /// <summary>Speech to text.</summary>
    Transcription,

    /// <summary>Speech to English text.</summary>
    Translation,

    /// <summary>Text to speech.</summary>
    Speech,

    /// <summary>Anthropic's Messages API.</summary>
    Messages,
}

/// <summary>Tells what a deployment can do, from its model's family and, where the family says so, from its flags.</summary>
/// <remarks>
/// Source: https://learn.microsoft.com/azure/ai-services/openai/concepts/models; a row's own source is in <see cref="ModelFamilies"/>
/// </remarks>
internal static class CapabilityCatalog
{
    // More models than a subscription has; the memory starts afresh beyond them.
    private const int MaxRemembered = 4096;

    private static readonly Dictionary<string, Capability> Flags = new(StringComparer.OrdinalIgnoreCase)
    {
        ["chatCompletion"] = Capability.Chat,
        ["responses"] = Capability.Responses,
        ["embeddings"] = Capability.Embeddings,
        ["completion"] = Capability.Completions,
        ["imageGenerations"] = Capability.Images,
    };

    private static readonly ConcurrentDictionary<(string Format, string Model, int Flags), Known> Remembered = new();

    /// <summary>The capabilities of a deployment, in a fixed order; empty when no operation we know serves it.</summary>
    public static IReadOnlyList<Capability> Of(ModelDeployment deployment) => KnownOf(deployment).All;

    /// <summary>What a deployment can do under a compatibility; empty when it does not answer there.</summary>
    public static IReadOnlyList<Capability> Of(ModelDeployment deployment, Compatibility compatibility) =>
        KnownOf(deployment).Under[(int)compatibility];

    /// <summary>Whether a deployment answers under a compatibility: some operation of it makes the model work.</summary>
    public static bool Serves(Compatibility compatibility, ModelDeployment deployment) => Of(deployment, compatibility).Count > 0;

    /// <summary>True when a capability flag of that name says what a deployment can do.</summary>
    public static bool IsFlag(string name) => Flags.ContainsKey(name);

    /// <summary>The family of a deployment's model; null when it is in no row of the table.</summary>
    public static ModelFamily? FamilyOf(ModelDeployment deployment) => KnownOf(deployment).Family;

    /// <summary>The <c>api-version</c> for a call of a deployment: the one given, or a newer one where the model wants that.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="version">A dated version; what is none stays as it is.</param>
    public static string VersionFor(ModelDeployment deployment, string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return FamilyOf(deployment)?.Since is { } since && DateOf(version) is { } date && string.CompareOrdinal(date, DateOf(since)) < 0
            ? since
            : version;
    }

    /// <summary>Why no API is made for a deployment, whatever the settings say; null when one can be.</summary>
    public static string? Unknown(ModelDeployment deployment)
    {
        var known = KnownOf(deployment);
        if (known.All.Count > 0)
        {
            return null;
        }

        var model = $"model {deployment.ModelName} of format {deployment.ModelFormat}";
        return known.Family switch
        {
            { ServedOn: { } path } =>
                $"{model} is served on {path}, for which the importer has no operations; call the account directly, or make an API for that path by hand",
            { Flags: FlagTrust.Required } =>
                $"{model} is not known to the importer and has no capability flag that says how it is called, so no API is made for it; docs/models.md lists what is known",
            _ =>
                $"{model} is not known to the importer, and how it is called cannot be guessed, so no API is made for it; docs/models.md lists what is known",
        };
    }

    private static string? DateOf(string version) => version.Length >= 10 && char.IsAsciiDigit(version[0]) ? version[..10] : null;

    private static Known KnownOf(ModelDeployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        if (Remembered.Count > MaxRemembered)
        {
            Remembered.Clear();
        }

        return Remembered.GetOrAdd(
            (deployment.ModelFormat, deployment.ModelName, FlagsOf(deployment)),
            static key => Find(key.Format, key.Model, key.Flags)
        );
    }

    private static int FlagsOf(ModelDeployment deployment)
    {
        var bits = 0;
        foreach (var (flag, value) in deployment.CapabilityFlags)
        {
            if (string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) && Flags.TryGetValue(flag, out var capability))
            {
                bits |= 1 << (int)capability;
            }
        }

        return bits;
    }

    private static Known Find(string format, string model, int flags)
    {
        var family = ModelFamilies.Of(format, model);
        var all = family is null ? [] : Capabilities(family, flags);
        return new(
            family,
            all,
            [
                .. Enum.GetValues<Compatibility>()
                    .Select(compatibility =>
                        family?.Compatibilities.Contains(compatibility) == true
                            ? all.Intersect(ModelFamilies.Offered(compatibility)).ToArray()
                            : []
                    ),
            ]
        );
    }

    // A flag counts where some compatibility of the family has operations for it.
    private static Capability[] Capabilities(ModelFamily family, int flags)
    {
        var flagged =
            family.Flags == FlagTrust.Ignored
                ? []
                : family
                    .Compatibilities.SelectMany(ModelFamilies.Offered)
                    .Distinct()
                    .Where(capability => (flags & (1 << (int)capability)) != 0)
                    .ToList();
        return [.. (flagged.Count > 0 ? flagged : family.Capabilities).Order()];
    }

    private sealed record Known(ModelFamily? Family, IReadOnlyList<Capability> All, IReadOnlyList<IReadOnlyList<Capability>> Under);
}
