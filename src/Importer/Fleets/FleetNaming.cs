using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Fleets;

/// <summary>Makes the names of a fleet: aliases, and the ids of its members' backends.</summary>
internal static partial class FleetNaming
{
    private const int MaxId = FleetIds.MaxLength;
    private const int HashDigits = 16;

    /// <summary>
    /// The alias that the fleet's template gives a deployment; null when it is named after a tag that it does not carry, or nothing of the
    /// name is left.
    /// </summary>
    public static string? Alias(FleetSettings fleet, FoundryAccount account, ModelDeployment deployment)
    {
        var text = fleet.Alias switch
        {
            "{model}" => deployment.ModelName,
            "{model}-{version}" => $"{deployment.ModelName}-{deployment.ModelVersion}",
            "{deployment}" => deployment.Name,
            _ => Tag(fleet.Alias["{tag:".Length..^1], deployment.Tags) ?? Tag(fleet.Alias["{tag:".Length..^1], account.Tags),
        };
        if (text is null)
        {
            return null;
        }

        if (Slug(text, '.') is { Length: > 0 } alias)
        {
            return alias;
        }

        return null;
    }

    /// <summary>
    /// The members with the ids of their backends. Ids of pools hold no further double hyphen but that of <see cref="FleetIds.Rest"/>, so a
    /// member's id that
    /// holds its names as they are can be nobody else's; every other one carries a hash of the deployment's id. Of two members that come
    /// at once and would have one id both do.
    /// </summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="members">Everybody who stands; whoever has an id keeps it, so that a namesake who comes takes nobody's calls away.</param>
    /// <param name="found">The backends that are there: who comes does not get the id, and with it the pools, of one at another address.</param>
    public static IReadOnlyList<FleetMember> WithIds(FleetSettings fleet, IEnumerable<FleetMember> members, IEnumerable<Backend> found)
    {
        var all = members.OrderBy(member => member.Deployment.Id.Value, StringComparer.OrdinalIgnoreCase).ToList();
        var taken = found.ToLookup(backend => backend.Id, StringComparer.OrdinalIgnoreCase);
        var kept = all.Select(member => member.Backend).Where(id => id.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var plain = all.Where(member => member.Backend.Length == 0).ToLookup(member => Plain(fleet, member), StringComparer.Ordinal);
        return
        [
            .. all.Select(member => member.Backend.Length > 0 ? member : member with { Backend = Id(fleet, member, IsShared(member)) }),
        ];

        bool IsShared(FleetMember member) =>
            Plain(fleet, member) is var id
            && (plain[id].Count() > 1 || kept.Contains(id) || taken[id].Any(backend => IsAnothers(backend, member)));
    }

    private static bool IsAnothers(Backend backend, FleetMember member) =>
        backend.OwnershipTag?.Source != member.Deployment.Id && backend.Url != member.Url;

    /// <summary>A short hash of a text: 16 hexadecimal digits of its SHA-256.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];

    private static string? Tag(string name, IReadOnlyDictionary<string, string> tags) => tags.GetValueOrDefault(name);

    private static string Plain(FleetSettings fleet, FleetMember member) =>
        $"{FleetIds.Prefix(fleet.Name)}{Slug(member.AccountId.Name)}--{Slug(member.Deployment.Name)}";

    private static string Id(FleetSettings fleet, FleetMember member, bool isShared)
    {
        var plain = Plain(fleet, member);
        var isExact =
            Lower(member.AccountId.Name) == Slug(member.AccountId.Name) && Lower(member.Deployment.Name) == Slug(member.Deployment.Name);
        var isPools = plain.EndsWith(FleetIds.Rest, StringComparison.Ordinal);
        return isExact && !isShared && !isPools && !Hashed().IsMatch(plain) && plain.Length <= MaxId
            ? plain
            : $"{plain[..Math.Min(plain.Length, MaxId - HashDigits - 1)].TrimEnd('-')}-{Hash(Lower(member.Deployment.Id.Value))}";
    }

    // Single hyphens only: two of them stand between the parts of an id.
    private static string Slug(string text, char also = '-') =>
        Hyphens()
            .Replace(string.Concat(Lower(text).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == also ? letter : '-')), "-")
            .Trim('-', '.');

    private static string Lower(string text) =>
        string.Create(text.Length, text, static (letters, given) => given.AsSpan().ToLowerInvariant(letters));

    [GeneratedRegex("-{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphens();

    // What looks like an id with a hash gets one of its own: whoever names a deployment could name it like somebody else's.
    [GeneratedRegex(@"-[0-9a-f]{16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hashed();
}
