namespace Importer.Gateway;

/// <summary>Where an API's calls are sent to.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends</remarks>
public sealed record Backend : GatewayResource
{
    /// <summary>The backend's id, at most 80 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Endpoint and suffix, without a trailing slash.</summary>
    public required Uri Url { get; init; }

    /// <summary>A sentence for people, without the ownership tag; the ownership tag is added when it is written.</summary>
    public string Description { get; init; } = "";

    /// <summary>The ownership tag; null on a backend that is not ours.</summary>
    public OwnershipTag? OwnershipTag { get; init; }

    /// <summary>When the backend stops being called; null for never.</summary>
    public CircuitBreaker? CircuitBreaker { get; init; }

    /// <summary>What the backend's calls are sent with beside what the policy says, by name and never by value; empty on ours.</summary>
    public string Credentials { get; init; } = "";

    /// <summary>False when certificates of the address are not validated.</summary>
    public bool ValidatesCertificates { get; init; } = true;

    /// <inheritdoc/>
    public override ResourceKey Key => new(ResourceKind.Backend, Id);
}

/// <summary>A rule after which a backend is left alone for a while.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker</remarks>
/// <param name="FailureCount">How many failures within <paramref name="Interval"/> trip it.</param>
/// <param name="Interval">The window in which failures are counted.</param>
/// <param name="TripDuration">How long the backend is left alone.</param>
/// <param name="MinStatus">The lowest status that counts as a failure.</param>
/// <param name="MaxStatus">The highest status that counts as a failure.</param>
public sealed record CircuitBreaker(int FailureCount, TimeSpan Interval, TimeSpan TripDuration, int MinStatus, int MaxStatus)
{
    /// <summary>All that count as a failure, where they are more than one range: <c>401,403,502-504</c>; else null.</summary>
    public string? Statuses { get; init; }

    // Records call it when they are printed. The text of a rule with one range stands in ownership tags as a hash, so it stays as it was.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Style", "IDE0051", Justification = "ToString calls it.")]
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"FailureCount = {FailureCount}, Interval = {Interval}, TripDuration = {TripDuration}, "
            )
            .Append(Statuses is null ? $"MinStatus = {MinStatus}, MaxStatus = {MaxStatus}" : $"Statuses = {Statuses}");
        return true;
    }
}
