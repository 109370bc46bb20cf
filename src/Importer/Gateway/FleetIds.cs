namespace Importer.Gateway;

/// <summary>The ids of what a fleet holds, all beginning with its name and two hyphens.</summary>
public static class FleetIds
{
    /// <summary>How long an id can be.</summary>
    /// <remarks>Source: https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/backends</remarks>
    public const int MaxLength = 80;

    /// <summary>
    /// What stands between an alias's pool and the region of the gateway that it is for. No alias has two underscores in a row, and no id
    /// of a member has one.
    /// </summary>
    public const string ForGateway = "__";

    private const string Between = "--";

    /// <summary>What the ids of a fleet begin with.</summary>
    public static string Prefix(string fleet) => fleet + Between;

    /// <summary>
    /// The id of the pool behind an alias: two aliases never have one. An alias holds no underscore, so one that stands for a dot is
    /// nobody else's
    /// hyphen. The gateway makes the id from the alias in the same way, see the policy of the fleet's APIs.
    /// </summary>
    public static string Pool(string fleet, string alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        return $"{Prefix(fleet)}{alias.Replace('.', '_')}";
    }

    /// <summary>The alias whose pool this is: the one for all gateways.</summary>
    public static string AliasOf(string fleet, string pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return pool[Prefix(fleet).Length..].Replace('_', '.');
    }

    /// <summary>What the id of the pool for the tries after no answer ends with.</summary>
    public const string Rest = "--rest";

    /// <summary>
    /// The id of the pool behind an alias for gateways in one region; null where it would be too long, so that calls there go to the pool
    /// for all. The gateway makes the id in the same way, see the fragment of the fleet.
    /// </summary>
    public static string? PoolIn(string fleet, string alias, string region)
    {
        ArgumentNullException.ThrowIfNull(alias);
        ArgumentNullException.ThrowIfNull(region);
        return alias.Length + region.Length <= RoomFor(fleet) ? $"{Pool(fleet, alias)}{ForGateway}{region}" : null;
    }

    /// <summary>How long an alias and a region may be together.</summary>
    public static int RoomFor(string fleet) => MaxLength - Prefix(fleet).Length - ForGateway.Length;

    /// <summary>The pool of the alias that a pool is for, and the region of the gateway; null for every region.</summary>
    public static (string Pool, string? Region) Read(string pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        var name = pool.EndsWith(Rest, StringComparison.Ordinal) ? pool[..^Rest.Length] : pool;
        return name.Split(ForGateway, 2) is [var alias, var region] ? (alias, region) : (name, null);
    }

    /// <summary>The id of the fragment that says which aliases there are.</summary>
    public static string Fragment(string fleet) => $"{fleet}-aliases";

    /// <summary>The id of the API through which test calls reach one member.</summary>
    public static string Probe(string fleet) => $"{fleet}-probe";

    /// <summary>The id of the API for Azure OpenAI clients, or for v1 clients.</summary>
    public static string Api(string fleet, bool isV1) => $"{Prefix(fleet)}{(isV1 ? "openai-v1" : "openai")}";
}

/// <summary>
/// What a fleet must know of a deployment while its account is not looked at. It stands in the ownership tag of the member's backend, so
/// that a run over
/// one account, and a run that could not read another one, see every other member as it was read last.
/// </summary>
/// <param name="Model">The model: format, name and version.</param>
/// <param name="Sku">The SKU's name.</param>
/// <param name="Capacity">The capacity in units of the SKU.</param>
/// <param name="Region">The account's region.</param>
public sealed record MemberFacts((string Format, string Name, string Version) Model, string Sku, int? Capacity, string Region)
{
    /// <summary>
    /// What <see cref="Out"/> says of a member that left, until its backend goes: it is no member any more, whoever remembers it.
    /// </summary>
    public const string Gone = "gone";

    private const int Fields = 12;

    /// <summary>The capability flags that are true.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The content filter; null for none.</summary>
    public string? ContentFilter { get; init; }

    /// <summary>The deployment that takes its overflow; null for none.</summary>
    public string? Spillover { get; init; }

    /// <summary>The alias that the fleet's template gives it.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Why it is called at the moment by nobody (<c>paused</c>, <c>drained</c>, <c>gone</c>); null when it may be.</summary>
    public string? Out { get; init; }

    /// <summary>
    /// A hash of the address that it is called at. The facts are bound to the backend and its address is not, so this tells an address
    /// that somebody
    /// else wrote from ours.
    /// </summary>
    public string At { get; init; } = "";

    /// <summary>The facts as one word.</summary>
    public override string ToString() =>
        string.Join(
            ',',
            new[]
            {
                Model.Format,
                Model.Name,
                Model.Version,
                Sku,
                Capacity?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
                Region,
                string.Join(' ', Flags.Order(StringComparer.OrdinalIgnoreCase)),
                ContentFilter ?? "",
                Spillover ?? "",
                Alias,
                Out ?? "",
                At,
            }.Select(Uri.EscapeDataString)
        );

    /// <summary>The facts in a word; null when it holds none.</summary>
    public static MemberFacts? Read(string? word) =>
        word?.Split(',').Select(Uri.UnescapeDataString).ToList()
            is [var format, var name, var version, var sku, var capacity, var region, ..] fields
        && fields.Count >= Fields
            ? new(
                (format, name, version),
                sku,
                int.TryParse(capacity, System.Globalization.CultureInfo.InvariantCulture, out var units) ? units : null,
                region
            )
            {
                Flags = fields[6].Split(' ', StringSplitOptions.RemoveEmptyEntries),
                ContentFilter = fields[7] is { Length: > 0 } filter ? filter : null,
                Spillover = fields[8] is { Length: > 0 } spillover ? spillover : null,
                Alias = fields[9],
                Out = fields[10] is { Length: > 0 } reason ? reason : null,
                At = fields[11],
            }
            : null;

    /// <inheritdoc/>
    public bool Equals(MemberFacts? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
