using System.Xml.Linq;

namespace Importer.Policies;

/// <summary>
/// Limits calls per key and period (429 when exceeded). Not on the Consumption tier.
/// Source: https://learn.microsoft.com/azure/api-management/rate-limit-by-key-policy
/// </summary>
internal sealed record RateLimitByKey : PolicyElement
{
    /// <summary>API Management accepts no longer period, in seconds.</summary>
    public const int MaxRenewalPeriod = 300;

    /// <summary>Calls allowed in a period.</summary>
    public required int Calls { get; init; }

    /// <summary>The period in seconds, at most 300.</summary>
    public required int RenewalPeriodSeconds { get; init; }

    /// <summary>What is counted together, see <see cref="CounterKeys"/>.</summary>
    public required string CounterKey { get; init; }

    /// <summary>The answer's header for the calls left; null means none.</summary>
    public string? RemainingCallsHeaderName { get; init; }

    /// <inheritdoc/>
    public override string ElementName => "rate-limit-by-key";

    /// <inheritdoc/>
    public override XElement ToXml() =>
        RenewalPeriodSeconds is < 1 or > MaxRenewalPeriod
            ? throw new InvalidOperationException($"rate-limit-by-key: RenewalPeriodSeconds lies between 1 and {MaxRenewalPeriod}.")
            : Element(
                ElementName,
                ("calls", Calls),
                ("renewal-period", RenewalPeriodSeconds),
                ("counter-key", CounterKey),
                ("remaining-calls-header-name", RemainingCallsHeaderName)
            );
}
