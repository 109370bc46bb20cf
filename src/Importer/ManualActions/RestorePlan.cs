using System.Text.RegularExpressions;
using Importer.Arm;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Planning;
using Importer.Resources;
using Importer.Snapshots;

namespace Importer.ManualActions;

/// <summary>
/// Plans how withdrawn APIs come back. It creates and finishes what was begun; it deletes nothing, and writes over nothing
/// that is there: one conflict, or one difference from what was saved, refuses all.
/// </summary>
internal static class RestorePlan
{
    /// <summary>The plan.</summary>
    /// <param name="apis">What to put back, by API.</param>
    /// <param name="found">What the gateway holds.</param>
    public static Plan Of(IReadOnlyList<IReadOnlyList<GatewayResource>> apis, GatewayState found)
    {
        ArgumentNullException.ThrowIfNull(apis);
        ArgumentNullException.ThrowIfNull(found);
        var byFate = apis.ToLookup(resources => IsBack(resources, found));
        var sources = apis.Select(SourceOf).ToHashSet();
        var input = new PlanInput
        {
            Wanted = [.. byFate[false].SelectMany(resources => resources)],
            Found = found,
            OwnershipOf = (ownershipTag, _) => sources.Contains(ownershipTag.Source) ? Ownership.Unknown : Ownership.Foreign,
            Deletion = new DeletionRules { Allowed = false },
        };
        var wanted = UpsertPlanner.Of(input);
        var conflicts = wanted.Findings.Where(finding => finding.Kind == FindingKind.Conflict).ToList();
        var refusal = Conflicting(conflicts) ?? Overwriting([.. wanted.Steps.Where(step => step.Change == ChangeKind.Update)]);
        return new Plan
        {
            Steps = refusal is null ? wanted.Steps : [],
            Unchanged = wanted.Unchanged,
            Findings = [.. wanted.Findings, .. byFate[true].Select(Back)],
            Refusal = refusal,
        };
    }

    private static string? Conflicting(List<PlanFinding> conflicts) =>
        conflicts.Count == 0
            ? null
            : $"nothing was put back, because something stands in its place: {string.Join("; ", conflicts.Select(conflict => conflict.Reason))}. Move or delete that first, then restore again";

    // Put back before, and edited since: the edit is newer than what was saved.
    private static string? Overwriting(List<PlannedStep> updates) =>
        updates.Count == 0
            ? null
            : $"nothing was put back, because what is there was changed after it was saved, and that would be lost: {string.Join("; ", updates.Select(Sentence))}. Delete what should come back as it was saved, then restore again";

    private static string Sentence(PlannedStep step) =>
        $"{step.Key} ({string.Join(", ", step.Differences.Select(difference => $"{difference.Field}: saved {Quoted(difference.Expected)}, now {Quoted(difference.Actual)}"))})";

    private static string Quoted(string? text) => text is null ? "nothing" : $"'{text}'";

    // Made again meanwhile, and managed: what was saved is older than what is there.
    private static bool IsBack(IReadOnlyList<GatewayResource> resources, GatewayState found) =>
        found.Find(ApiOf(resources).Key)?.OwnershipTag is { IsRestored: false } ownershipTag && ownershipTag.Source == SourceOf(resources);

    private static PlanFinding Back(IReadOnlyList<GatewayResource> resources) =>
        new(
            FindingKind.Kept,
            ApiOf(resources).Id,
            $"API {ApiOf(resources).Id} is there again and managed by this importer; there is nothing to put back"
        );

    private static Api ApiOf(IReadOnlyList<GatewayResource> resources) => resources.OfType<Api>().Single();

    private static ResourceId SourceOf(IReadOnlyList<GatewayResource> resources) => ApiOf(resources).OwnershipTag!.Source;
}

/// <summary>
/// What a restoration may make: only what the design could have made. A snapshot lies where others may write, so its hash
/// alone is not enough: ids, keys and addresses are held against the rules that made them.
/// </summary>
internal static partial class RestoreRules
{
    /// <summary>
    /// Why the API of a fleet is not put back; null for one of an account. Its policy calls pools by names that it makes and includes a
    /// fragment, and a snapshot holds neither: callers would meet errors.
    /// </summary>
    public static string? OfFleet(ApiSnapshot snapshot) =>
        snapshot.Api.OwnershipTag!.Fleet is { } fleet
            ? $"API {snapshot.Api.Id} is of fleet '{fleet}', and no snapshot holds the members, pools and fragment that it stands on; put the fleet back into the settings (Fleets), and the next run makes all of it again from the deployments that are there"
            : null;

    /// <summary>Why this snapshot is not put back; null when it may be.</summary>
    public static string? Objection(ApiSnapshot snapshot, ImporterSettings settings)
    {
        var api = snapshot.Api;
        return OfApi(api)
            ?? snapshot.Backends.Select(backend => OfBackend(backend, api, settings)).FirstOrDefault(objection => objection is not null)
            ?? snapshot.NamedValues.Select(named => OfNamedValue(named, api, settings)).FirstOrDefault(objection => objection is not null)
            ?? snapshot
                .Products.Concat(snapshot.Tags)
                .Concat(snapshot.OperationPolicies.Keys)
                .Append(snapshot.Diagnostic?.Logger)
                .OfType<string>()
                .Where(id => !ArmLinks.IsSegment(id))
                .Select(id => $"'{ArmLinks.Shown(id)}' is no id of a product, tag, operation or logger")
                .FirstOrDefault();
    }

    // One that was adopted keeps the id that people gave it.
    private static string? OfApi(Api api)
    {
        var isOne = api.OwnershipTag!.AdoptedAs is null ? MadeId().IsMatch(api.Id) : ArmLinks.IsSegment(api.Id);
        return isOne ? null : $"'{ArmLinks.Shown(api.Id)}' is no id that the importer gives an API";
    }

    private static string? OfBackend(Backend backend, Api api, ImporterSettings settings)
    {
        if (!IsOneOf(backend.Id, ApiNaming.BackendId(api.Id), ApiNaming.AdoptedBackendId(api.Id)))
        {
            return $"backend '{ArmLinks.Shown(backend.Id)}' is not the one that the importer makes for API {api.Id}";
        }

        if (backend.OwnershipTag?.Source != api.OwnershipTag!.Source)
        {
            return $"backend {backend.Id} is of another source than its API";
        }

        return Endpoints.IsAllowed(backend.Url, settings)
            ? null
            : $"backend {backend.Id} points to '{backend.Url.GetLeftPart(UriPartial.Authority)}', which is no https address of a Foundry account in this cloud; if it is right, add its host to Discovery.AllowedHosts";
    }

    private static string? OfNamedValue(NamedValue named, Api api, ImporterSettings settings)
    {
        if (!IsOneOf(named.Id, ApiNaming.KeyId(api.Id), ApiNaming.AdoptedKeyId(api.Id)))
        {
            return $"named value '{ArmLinks.Shown(named.Id)}' is not the one that the importer makes for API {api.Id}";
        }

        if (named.OwnershipTag?.Source != api.OwnershipTag!.Source)
        {
            return $"named value {named.Id} is of another source than its API";
        }

        var account = FoundryAccount.IdOf(api.OwnershipTag.Source);
        var ways = Ways(settings, account).ToList();
        if (
            named.KeyOf is { } keyOf
            && (
                FoundryAccount.IdOf(keyOf) != account
                || !ways.Exists(way => way is { Mode: AuthenticationMode.ApiKey, KeyVaultSecret: null })
            )
        )
        {
            return $"named value {named.Id} asks for the key of {keyOf}; a key is read only for the API's own account, and only where Authentication is ApiKey";
        }

        return named.KeyVaultSecret is { } secret && !ways.Exists(way => way.KeyVaultSecret == secret)
            ? $"named value {named.Id} points to a Key Vault secret that the settings do not name"
            : null;
    }

    // How the settings may say that this account is called; its deployments are gone, so rules about them count as well.
    private static IEnumerable<AuthenticationSettings> Ways(ImporterSettings settings, ResourceId account) =>
        settings
            .Rules.Where(rule =>
                rule.Fields.ContainsKey(ProfileFields.Authentication)
                && (rule.Match.Account is not { } glob || Globs.Match(glob, account.Name))
            )
            .Select(rule => rule.Fields[ProfileFields.Authentication](settings.Defaults).Authentication)
            .Prepend(settings.Defaults.Authentication);

    private static bool IsOneOf(string id, params string[] made) => made.Contains(id, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MadeId();
}
