using Importer.Health;

namespace Browser.Tests;

/// <summary>A model of the sample and how it ends.</summary>
internal sealed record SampleModel(
    string Account,
    string Name,
    int Ms,
    ProbeStatus Last,
    CauseCode? Code = null,
    string? Cause = null,
    string? Fix = null,
    int? Http = null
)
{
    /// <summary>The hours in which it did not answer.</summary>
    public (int From, int To) Outage { get; init; }

    /// <summary>The hour it was deployed in.</summary>
    public int Since { get; init; } = 1;
}
