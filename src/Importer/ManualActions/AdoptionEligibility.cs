using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Policies;

namespace Importer.ManualActions;

/// <summary>Judges whether an API that people made, by hand or in the portal, can be managed where it stands. Pure.</summary>
internal static class AdoptionEligibility
{
    private const string Call = "an account's endpoint with /openai, /models or /openai/v1 behind it";

    /// <summary>The verdict.</summary>
    /// <param name="api">The API, which carries no ownership tag.</param>
    /// <param name="read">
    /// What the gateway holds, of the API at least its policy; and the policies of its operations and the fragments that they and it
    /// include.
    /// </param>
    /// <param name="accounts">The accounts that are looked at.</param>
    /// <param name="apis">All APIs: some may be adopted already.</param>
    public static AdoptionDecision Judge(
        Api api,
        (GatewayState State, ApiExtras Extras) read,
        IReadOnlyList<FoundryAccount> accounts,
        IReadOnlyList<Api> apis
    )
    {
        ArgumentNullException.ThrowIfNull(api);
        var (state, extras) = read;
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(extras);
        if (Unfit(api) is { } unfit)
        {
            return AdoptionDecision.No(unfit);
        }

        var policy = state.Find(ApiPolicy.KeyFor(api.Id))?.Resource as ApiPolicy;
        var (addresses, problem) = Addresses(api, policy?.Xml, read);
        if (problem is not null)
        {
            return AdoptionDecision.No(problem);
        }

        var strangers = addresses.Where(address => !CalledAccount.At(address, accounts).Any()).ToList();
        var called = addresses
            .SelectMany(address => CalledAccount.At(address, accounts))
            .DistinctBy(one => (one.Account.Id, one.Compatibility, one.IsPlainHost))
            .ToList();
        return called switch
        {
            // One address that is not an account's is enough: the importer's policy would send its calls elsewhere.
            _ when strangers.Count > 0 => AdoptionDecision.No(
                $"API {api.Id} calls {string.Join(", ", strangers.Select(Shown))}, which is no endpoint of an account in Discovery.Scopes; point it at {Call}, or add the account's scope, then adopt it"
            ),
            [var only] when new AdoptedApis(apis, new AccountPlaces(accounts)).Adopted(only.Account.Id, only.Compatibility) is { } other =>
                AdoptionDecision.No(
                    $"API {other.Id} is already adopted for {only.Account.Id} as {only.Compatibility}; detach that first: POST /api/import with \"detach\": \"{other.Id}\""
                ),
            [var only] => new(only, null, [.. Notes(api, policy, state), .. OperationNotes(api, extras)]),
            _ => AdoptionDecision.No(
                $"API {api.Id} calls more than one: {string.Join(", ", called.Select(one => $"{one.Account.Id.Name} as {one.Compatibility}"))}; an API is managed for one account and one compatibility. Split it, or leave it as it is"
            ),
        };
    }

    private static string? Unfit(Api api)
    {
        if (!string.Equals(api.Type, "http", StringComparison.OrdinalIgnoreCase))
        {
            return $"API {api.Id} is of type {api.Type}; only http APIs are managed";
        }

        if (api.VersionSet is { } set)
        {
            return $"API {api.Id} belongs to version set {set}, and versions are not managed; take it out of the set, or leave it as it is";
        }

        if (!IsPlain(api.Id))
        {
            return $"API {api.Id} has an id that a backend, a named value and a document cannot be called after (letters, digits and - _ . without a dot in front can); make the API again under a plain id, or leave it as it is";
        }

        if (api.Path.Length == 0)
        {
            return $"API {api.Id} has no path of its own, so every call of the gateway could be its; give it an API URL suffix first";
        }

        return null;
    }

    private static bool IsPlain(string id) =>
        id[0] != '.' && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static (IReadOnlyList<Uri> Addresses, string? Problem) Addresses(
        Api api,
        string? xml,
        (GatewayState State, ApiExtras Extras) read
    )
    {
        var (state, extras) = read;
        if (PolicyTargets.Of(xml) is not { } targets)
        {
            return (
                [],
                $"the policy of API {api.Id} is no XML, so where it sends calls cannot be read; write it as XML (quotes inside expressions as &quot;), then adopt it"
            );
        }

        if (Beside(api, xml, extras, out var beside) is { } unread)
        {
            return ([], unread);
        }

        targets = [.. targets.Concat(beside).Distinct()];
        if (targets.Count == 0)
        {
            return Uri.TryCreate(api.ServiceUrl, UriKind.Absolute, out var service)
                ? ([service], null)
                : (
                    [],
                    $"API {api.Id} names no backend: neither its policy nor its web service URL says whom it calls; point it at {Call}, then adopt it"
                );
        }

        var (addresses, problem) = Addresses(api, targets, state);
        if (problem is not null)
        {
            return ([], problem);
        }

        // Where every target hangs on a condition, the other calls go to the web service URL.
        if (!PolicyTargets.IsAlways(xml ?? "") && Uri.TryCreate(api.ServiceUrl, UriKind.Absolute, out var rest))
        {
            addresses.Add(rest);
        }

        return ([.. addresses.Distinct()], null);
    }

    private static (List<Uri> Addresses, string? Problem) Addresses(Api api, IReadOnlyList<PolicyTarget> targets, GatewayState state)
    {
        var addresses = new List<Uri>();
        foreach (var target in targets)
        {
            if (Address(target, state) is not { } address)
            {
                return (
                    [],
                    $"API {api.Id} sends calls to {Shown(target)}, from which no account can be read (a pool, an expression, a named value, or a backend that is not there); let set-backend-service name a plain backend or address: {Call}"
                );
            }

            addresses.Add(address);
        }

        return (addresses, null);
    }

    // Policies of operations, and fragments wherever they are included: each may send calls somewhere else.
    private static string? Beside(Api api, string? xml, ApiExtras extras, out List<PolicyTarget> targets)
    {
        targets = [];
        foreach (
            var (what, document) in extras
                .OperationPolicies.Select(one => ($"the policy of operation {one.Key}", one.Value))
                .Concat(extras.Fragments.Select(one => ($"fragment {one.Key}", one.Value)))
        )
        {
            if (PolicyTargets.Of(document) is not { } found)
            {
                return $"{what} of API {api.Id} is no XML, so where it sends calls cannot be read; write it as XML, then adopt the API";
            }

            targets.AddRange(found);
        }

        var included = extras
            .OperationPolicies.Values.Concat(extras.Fragments.Values)
            .Append(xml ?? "")
            .SelectMany(PolicyTargets.Fragments);
        return included.FirstOrDefault(id => !extras.Fragments.ContainsKey(id)) is { } unread
            ? $"API {api.Id} includes fragment {unread}, which was not found or is included by another fragment, so where it sends calls cannot be read; write what it does into the policy, then adopt the API"
            : null;
    }

    private static IEnumerable<SetAside> OperationNotes(Api api, ApiExtras extras) =>
        extras.OperationPolicies.Keys.Select(operation => new SetAside(
            api.Id,
            $"operation {operation} of API {api.Id} has a policy of its own, which the importer neither writes nor compares; it goes with its operation where the design has none of that name. Look whether it still fits the API's new policy"
        ));

    private static Uri? Address(PolicyTarget target, GatewayState state)
    {
        if (target.BackendId is { } id)
        {
            return state.Find(new ResourceKey(ResourceKind.Backend, id))?.Resource is Backend { Url: { Scheme: "http" or "https" } url }
                ? url
                : null;
        }

        if (Uri.TryCreate(target.BaseUrl, UriKind.Absolute, out var address))
        {
            return address;
        }

        return null;
    }

    private static IEnumerable<SetAside> Notes(Api api, ApiPolicy? policy, GatewayState state)
    {
        if (PolicyRecognizer.Recognize(policy?.Xml) is { } portal)
        {
            var by = portal.Style == PortalStyle.Foundry2025 ? "the portal's Foundry wizard" : "the portal's Azure OpenAI wizard of 2024";
            var ai =
                portal.AiPolicies.Count == 0
                    ? ""
                    : $"; of its {string.Join(", ", portal.AiPolicies)} stays what Policies in the settings name";
            var hand =
                portal.AddedByHand.Count == 0
                    ? ""
                    : $"; {string.Join(", ", portal.AddedByHand)}, added by hand, goes unless it is in a fragment that Policies.Extra names";
            yield return new SetAside(api.Id, $"the policy was written by {by} and is replaced by the importer's{ai}{hand}");
        }
        else if (policy is not null)
        {
            yield return new SetAside(
                api.Id,
                "the policy was written by hand and is replaced by the importer's; what should stay of it belongs into a fragment that Policies.Extra names"
            );
        }

        if (!api.SubscriptionRequired)
        {
            yield return new SetAside(
                api.Id,
                $"API {api.Id} takes calls without a subscription key; from now on the settings' SubscriptionRequired decides, and callers without a key are refused where it is true"
            );
        }

        if (api.Protocols.Contains("http", StringComparer.OrdinalIgnoreCase))
        {
            yield return new SetAside(api.Id, $"API {api.Id} takes calls by plain http; from now on it takes https only");
        }

        foreach (
            var backend in state
                .OfType<Backend>()
                .Where(found =>
                    found.OwnershipTag is null && policy?.Names(found.Resource.Key) == true && !IsOwnName(found.Resource.Key, api)
                )
        )
        {
            yield return new SetAside(
                backend.Resource.Key.Name,
                $"backend {backend.Resource.Key.Name} is not taken over, because other APIs may use it; API {api.Id} gets {ApiNaming.AdoptedBackendId(api.Id)} in its place. Delete the old one once nobody uses it"
            );
        }
    }

    private static bool IsOwnName(ResourceKey key, Api api) =>
        string.Equals(key.Name, ApiNaming.AdoptedBackendId(api.Id), StringComparison.OrdinalIgnoreCase);

    // An address may carry credentials or a key in its query.
    private static string Shown(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static string Shown(PolicyTarget target) => target.BackendId is { } id ? $"backend {id}" : "an address that is not written out";
}

/// <summary>Whether an API can be adopted.</summary>
/// <param name="Called">Whom it calls, and how; null when it cannot be adopted.</param>
/// <param name="Refusal">Why not, with the way out; null when it can.</param>
/// <param name="Notes">What people should know before.</param>
internal sealed record AdoptionDecision(CalledAccount? Called, string? Refusal, IReadOnlyList<SetAside> Notes)
{
    internal static AdoptionDecision No(string reason) => new(null, reason, []);
}

/// <summary>The account behind an address, and how it is called there.</summary>
/// <param name="Account">The account.</param>
/// <param name="Compatibility">How clients call it.</param>
/// <param name="IsPlainHost">
/// True when the address is the host alone, so that the operations carry <c>/openai</c> (the <c>Http</c> source).
/// </param>
internal sealed record CalledAccount(FoundryAccount Account, Compatibility Compatibility, bool IsPlainHost)
{
    /// <summary>Everyone of <paramref name="accounts"/> whose address this is.</summary>
    public static IEnumerable<CalledAccount> At(Uri address, IEnumerable<FoundryAccount> accounts)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = address.AbsoluteUri.TrimEnd('/');
        return accounts
            .SelectMany(account => Endpoints.Bases(account).Select(host => Match(text, host.AbsoluteUri.TrimEnd('/'), account)))
            .OfType<CalledAccount>()
            .DistinctBy(called => (called.Account.Id, called.Compatibility, called.IsPlainHost));
    }

    private static CalledAccount? Match(string address, string host, FoundryAccount account) =>
        Same(address, host)
            ? new(account, Compatibility.AzureOpenAI, IsPlainHost: true)
            : Enum.GetValues<Compatibility>()
                .Where(compatibility => Same(address, $"{host}/{ApiNaming.Suffix(compatibility)}"))
                .Select(compatibility => new CalledAccount(account, compatibility, IsPlainHost: false))
                .FirstOrDefault();

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
