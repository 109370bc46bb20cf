namespace Importer.Lifecycle;

/// <summary>The models that Resource Manager lists for one location of a subscription.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/models/list</remarks>
internal sealed record ModelList
{
    /// <summary>The subscription's id (a GUID).</summary>
    public required string Subscription { get; init; }

    /// <summary>The location, such as <c>swedencentral</c>.</summary>
    public required string Location { get; init; }

    /// <summary>When the list was read (UTC); null when it never was.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When it was last tried (UTC).</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>Why the last try came to nothing; null when it did not.</summary>
    public string? Fault { get; init; }

    /// <summary>True when trying again soon may help; false for a missing right.</summary>
    public bool MayPass { get; init; }

    /// <summary>The models, each version once.</summary>
    public IReadOnlyList<ListedModel> Models
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The entry of a model; null when the list has none.</summary>
    public ListedModel? Find(string format, string name, string version) =>
        Models.FirstOrDefault(model => Same(model.Format, format) && Same(model.Name, name) && Same(model.Version, version));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One version of a model in a list.</summary>
internal sealed record ListedModel
{
    /// <summary>Who made it.</summary>
    public required string Format { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public string Version
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>
    /// <c>GenerallyAvailable</c>, <c>Preview</c>, <c>Deprecating</c>, <c>Deprecated</c>, … an open set; null when the list says nothing.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>When the model answers no more (<c>deprecation.inference</c>); null when no date is published.</summary>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <summary>True when the list calls its date tentative.</summary>
    public bool IsTentative { get; init; }

    /// <summary>What stands in the place of a date and is none; null when nothing does.</summary>
    public string? UnreadDate { get; init; }

    /// <summary>The SKUs that it can be deployed as.</summary>
    public IReadOnlyList<ListedSku> Skus
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What takes its place; null when the list names nothing.</summary>
    public ModelReplacement? Replacement { get; init; }

    /// <summary>The entry of a SKU; null when the list has none.</summary>
    public ListedSku? Sku(string name) => Skus.FirstOrDefault(sku => string.Equals(sku.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// One entry of two for the same version: lists repeat a model for each kind of account. Where their dates differ, the earlier
    /// one holds.
    /// </summary>
    public ListedModel With(ListedModel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            Status = Status ?? other.Status,
            RetiresAt = Earlier(RetiresAt, other.RetiresAt),
            IsTentative = new[] { this, other }
                .Where(one => one.RetiresAt == Earlier(RetiresAt, other.RetiresAt))
                .All(one => one.IsTentative),
            UnreadDate = UnreadDate ?? other.UnreadDate,
            Replacement = Replacement ?? other.Replacement,
            Skus =
            [
                .. Skus.Concat(other.Skus)
                    .GroupBy(sku => sku.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(same =>
                        same.Aggregate(
                            (one, next) =>
                                one with
                                {
                                    RetiresAt = Earlier(one.RetiresAt, next.RetiresAt),
                                    UsageName = one.UsageName ?? next.UsageName,
                                    UnreadDate = one.UnreadDate ?? next.UnreadDate,
                                }
                        )
                    ),
            ],
        };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}

/// <summary>A SKU of a listed model.</summary>
/// <param name="Name">Its name, such as <c>GlobalStandard</c>.</param>
/// <param name="RetiresAt">When deployments of this SKU answer no more; null when no date of its own is published.</param>
/// <param name="UsageName">The quota that its capacity counts against, such as <c>OpenAI.GlobalStandard.gpt-4o</c>.</param>
internal sealed record ListedSku(string Name, DateTimeOffset? RetiresAt, string? UsageName)
{
    /// <summary>What stands in the place of its date and is none; null when nothing does.</summary>
    public string? UnreadDate { get; init; }
}

/// <summary>What takes the place of a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Its version; empty when the list names none.</param>
/// <param name="UpgradesFrom">When deployments begin to be upgraded; null when no date is published.</param>
/// <param name="LeadDays">How many days before the retirement those are upgraded that wait for it; null when that is not published.</param>
internal sealed record ModelReplacement(string Model, string Version, DateTimeOffset? UpgradesFrom, int? LeadDays)
{
    /// <inheritdoc/>
    public override string ToString() => Version.Length == 0 ? Model : $"{Model} {Version}";
}

/// <summary>How much of a subscription's quotas in one location is in use.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/usages/list</remarks>
internal sealed record UsageList
{
    /// <summary>The subscription's id (a GUID).</summary>
    public required string Subscription { get; init; }

    /// <summary>The location.</summary>
    public required string Location { get; init; }

    /// <summary>When it was read (UTC); null when it never was.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When it was last tried (UTC).</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>Why the last try came to nothing; null when it did not.</summary>
    public string? Fault { get; init; }

    /// <summary>True when trying again soon may help; false for a missing right.</summary>
    public bool MayPass { get; init; }

    /// <summary>The quotas.</summary>
    public IReadOnlyList<QuotaUsage> Quotas
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>One quota.</summary>
/// <param name="Name">Its name, such as <c>OpenAI.GlobalStandard.gpt-4o</c>.</param>
/// <param name="Used">How much is in use, in units of the SKU.</param>
/// <param name="Limit">How much there is.</param>
internal sealed record QuotaUsage(string Name, double Used, double Limit);

/// <summary>What a reading of a list came to.</summary>
/// <param name="Items">The items; empty when it failed.</param>
/// <param name="Fault">Why it failed, in a sentence; null when it did not.</param>
/// <param name="MayPass">True when trying again soon may help.</param>
internal sealed record CatalogueReading<T>(IReadOnlyList<T> Items, string? Fault = null, bool MayPass = false);

/// <summary>Where lists of models and quotas are read from. Reading never changes anything and throws for cancellation only.</summary>
internal interface ICatalogueSource
{
    /// <summary>The models of a location, each version once.</summary>
    Task<CatalogueReading<ListedModel>> ReadModelsAsync(string subscription, string location, CancellationToken cancellationToken);

    /// <summary>The quotas of a location.</summary>
    Task<CatalogueReading<QuotaUsage>> ReadUsagesAsync(string subscription, string location, CancellationToken cancellationToken);
}
