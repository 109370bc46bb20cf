using System.Collections.Concurrent;

namespace LocalAzure.State;

/// <summary>
/// When models are retired. Those of the catalogue begin with published days, see
/// https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements ; <c>POST /_local/models</c> says otherwise.
/// </summary>
public sealed class ModelRetirements
{
    private readonly ConcurrentDictionary<string, ModelRetirement> _byModel = new(StringComparer.OrdinalIgnoreCase);

    public ModelRetirements()
    {
        // Standard ends before the other kinds, and its upgrades begin before that.
        Put(
            new("gpt-4o")
            {
                RetiresAt = "2026-10-01T00:00:00Z",
                Skus = new() { ["Standard"] = "2026-03-31T00:00:00Z" },
                Replacement = "gpt-5.1",
                ReplacementVersion = "2025-11-13",
                UpgradesFrom = "2026-03-09T00:00:00Z",
            }
        );
        Put(
            new("gpt-4o-mini")
            {
                RetiresAt = "2026-10-01T00:00:00Z",
                Skus = new() { ["Standard"] = "2026-03-31T00:00:00Z" },
                Replacement = "gpt-4.1-mini",
                ReplacementVersion = "2025-04-14",
                UpgradesFrom = "2026-03-09T00:00:00Z",
            }
        );
        Put(
            new("gpt-4.1")
            {
                RetiresAt = "2026-10-14T00:00:00Z",
                Replacement = "gpt-5",
                ReplacementVersion = "2025-08-07",
            }
        );
        Put(
            new("gpt-4.1-mini")
            {
                RetiresAt = "2026-10-14T00:00:00Z",
                Replacement = "gpt-5-mini",
                ReplacementVersion = "2025-08-07",
            }
        );
        Put(new("gpt-5-mini") { RetiresAt = "2027-02-06T00:00:00Z" });
        Put(new("o4-mini") { RetiresAt = "2026-10-16T00:00:00Z" });
    }

    /// <summary>Says when a model is retired, in place of what was said before.</summary>
    public void Put(ModelRetirement retirement)
    {
        ArgumentNullException.ThrowIfNull(retirement);
        _byModel[retirement.Name] = retirement;
    }

    /// <summary>What is said of a model; null when no day is published.</summary>
    public ModelRetirement? Find(string name) => _byModel.GetValueOrDefault(name);
}

/// <summary>When one model is retired, and what takes its place. Body of <c>POST /_local/models</c>.</summary>
/// <param name="Name">The model's name.</param>
public sealed record ModelRetirement(string Name)
{
    /// <summary>The day of the model as a whole.</summary>
    public string? RetiresAt { get; init; }

    /// <summary>Days of single SKUs, by name.</summary>
    public Dictionary<string, string>? Skus { get; init; }

    /// <summary>What takes its place.</summary>
    public string? Replacement { get; init; }

    /// <summary>Its version.</summary>
    public string? ReplacementVersion { get; init; }

    /// <summary>When upgrades begin.</summary>
    public string? UpgradesFrom { get; init; }

    /// <summary>How many days before the end those are upgraded that wait for it.</summary>
    public int? LeadDays { get; init; }

    /// <summary>True for a day that may still change.</summary>
    public bool Tentative { get; init; }
}
