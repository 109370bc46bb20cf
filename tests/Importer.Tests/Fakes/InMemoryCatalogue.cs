using Importer.Lifecycle;

namespace Importer.Tests.Fakes;

/// <summary>Lists of models and quotas that tests edit; every reading is counted.</summary>
internal sealed class InMemoryCatalogue : ICatalogueSource
{
    public List<ListedModel> Models { get; } = [];

    public List<QuotaUsage> Quotas { get; } = [];

    /// <summary>Why readings fail; null when they do not.</summary>
    public string? Fault { get; set; }

    public bool MayPass { get; set; }

    /// <summary>What was read, such as <c>models swedencentral</c>.</summary>
    public List<string> Reads { get; } = [];

    /// <summary>Called within each reading.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    public async Task<CatalogueReading<ListedModel>> ReadModelsAsync(
        string subscription,
        string location,
        CancellationToken cancellationToken
    )
    {
        Reads.Add($"models {location}");
        await Meanwhile();
        return Fault is { } fault ? new([], fault, MayPass) : new([.. Models]);
    }

    public async Task<CatalogueReading<QuotaUsage>> ReadUsagesAsync(
        string subscription,
        string location,
        CancellationToken cancellationToken
    )
    {
        Reads.Add($"usages {location}");
        await Meanwhile();
        return Fault is { } fault ? new([], fault, MayPass) : new([.. Quotas]);
    }
}
