using Importer.Configuration;
using Importer.Deployments;
using Importer.Gateway;

namespace Importer.Design;

/// <summary>Designs the APIs of one design: backend, operations, policy, product links, and the key when it is called with one.</summary>
internal sealed class ApiDesigner(DesignInput input)
{
    private readonly PolicyDesigner _policies = new(input.Service.Sku);

    /// <summary>The API's resources; null when it cannot be made, with the reasons in <paramref name="setAside"/>.</summary>
    public ApiDesign? Design(ApiGroup group, List<SetAside> setAside)
    {
        if (Endpoints.Backend(group.Account, group.Compatibility, group.Profile.Source) is not { } address)
        {
            return Refuse(group, setAside, "the account reports no endpoint yet; it is looked at again", mayPass: true);
        }

        if (Unreachable(group, address, input.Settings) is { } obstacle)
        {
            return Refuse(group, setAside, obstacle);
        }

        group = WithAudience(group, address, input.Settings);
        var specification = ApiSpecification.For(group, address, input);
        if (specification.Problem is { } problem)
        {
            setAside.AddRange(
                specification.Differences.Count > 0 ? [new(group.ApiId, problem) { Differences = specification.Differences }] : []
            );
            return Refuse(group, setAside, problem);
        }

        var idle = group.Members.Where(member => !member.Can.Any(specification.Callable.Contains)).ToList();
        if (idle.Count == group.Members.Count)
        {
            return Refuse(
                group,
                setAside,
                $"{NoOperation(group)}; give it operations for what its deployments do, or set Source to Catalogue"
            );
        }

        setAside.AddRange(
            idle.Select(member => new SetAside(
                member.Deployment.Id.Value,
                $"{NoOperation(group)}, so it is not imported; give it one, or set Source to Catalogue for it"
            ))
        );
        if (specification.Note is { } note)
        {
            setAside.Add(new(group.ApiId, note));
        }

        return Made(group, specification, address, setAside);
    }

    // Why the account's endpoint cannot be called as the settings say; null when it can.
    private static string? Unreachable(ApiGroup group, Uri address, ImporterSettings settings)
    {
        if (Endpoints.Refusal(group.Account, address, settings) is { } refusal)
        {
            return refusal;
        }

        var authentication = group.Profile.Authentication;
        if (authentication.Mode == AuthenticationMode.ApiKey && group.Account.LocalAuthDisabled)
        {
            return "Authentication is ApiKey, but the account has API keys disabled (disableLocalAuth); use ManagedIdentity or enable keys";
        }

        return NeedsAudience(authentication) && Endpoints.Audience(address, settings) is null
            ? $"{address.Host} is in no cloud that the importer knows, and neither is {settings.ArmEndpoint.Host}, so it is not known what audience the gateway's token must have; set Authentication.Audience (in the public cloud it is https://cognitiveservices.azure.com)"
            : null;
    }

    private static ApiGroup WithAudience(ApiGroup group, Uri address, ImporterSettings settings) =>
        NeedsAudience(group.Profile.Authentication)
            ? group with
            {
                Profile = group.Profile with
                {
                    Authentication = group.Profile.Authentication with { Audience = Endpoints.Audience(address, settings) },
                },
            }
            : group;

    private static bool NeedsAudience(AuthenticationSettings authentication) =>
        authentication is { Mode: AuthenticationMode.ManagedIdentity, Audience: null };

    private ApiDesign? Made(ApiGroup group, ApiSpecification specification, Uri address, List<SetAside> setAside)
    {
        var key = Key(group);
        var ask = new PolicyAvailability(group, input);
        var backend = BackendDesigner.Design(group, address, ask);
        var policy = _policies.Design(group, specification, backend, key, ask);
        GatewayResource[] called = key is null ? [backend] : [key, backend];
        if (Compliance.Closing(group, input, policy) is { } closing)
        {
            return Closed(group, setAside, closing)
                ? new([.. called, Api(group, specification), Compliance.Closed(policy)], specification.Callable, _ => "", null)
                {
                    IsClosed = true,
                }
                : null;
        }

        var diagnostic = DiagnosticDesigner.Design(group, policy, ask).ToList();
        if (ask.Withheld is { } withheld)
        {
            setAside.Add(withheld);
            return null;
        }

        if (input.UnreadKeys.GetValueOrDefault(group.Account.Id) is { } unread)
        {
            ask.Note(unread.Of(group));
        }

        setAside.AddRange(ask.Notes);
        return new ApiDesign(
            [.. called, Api(group, specification), policy, .. diagnostic, .. Links(group)],
            specification.Callable,
            deployment => specification.VersionFor(deployment, group.Compatibility),
            group.Profile.Authentication.Audience
        )
        {
            Lacks = ask.Lacks,
        };
    }

    private static IEnumerable<GatewayResource> Links(ApiGroup group) =>
        [
            .. group.Profile.Tags.Distinct(StringComparer.OrdinalIgnoreCase).Select(tag => new ApiTag { Tag = tag, Api = group.ApiId }),
            .. group
                .Profile.Products.Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(product => new ProductLink { Product = product, Api = group.ApiId }),
        ];

    // True when there is an API to close; what is not there is not made.
    private bool Closed(ApiGroup group, List<SetAside> setAside, string reason)
    {
        var isThere = input.Holds(group.ApiId);
        var fate = isThere ? "answers every call with 403" : "is not made";
        setAside.Add(
            new(group.ApiId, $"{fate}, with {string.Join(", ", group.Members.Select(member => member.Deployment.Name))}: {reason}")
            {
                IsBreach = true,
                Deployments = [.. group.Members.Select(member => member.Deployment.Id.Value)],
            }
        );
        return isThere;
    }

    private static string NoOperation(ApiGroup group) =>
        $"specification {ExternalSpecification.Shown(group.Profile.OpenApiLocation ?? "")} has no operation that calls {string.Join(" or ", group.Members.Select(member => member.Deployment.ModelName).Distinct())}";

    /// <summary>The API's description for people.</summary>
    public static string Description(ApiGroup group) =>
        group.AdoptedApi?.Description
        ?? Templates.Fill(group.Profile.Description, group.Account, group.Members[0].Deployment, group.Compatibility);

    /// <summary>The API's display name.</summary>
    public static string DisplayName(ApiGroup group) =>
        group.AdoptedApi?.DisplayName
        ?? Templates.Fill(group.Profile.DisplayName, group.Account, group.Members[0].Deployment, group.Compatibility);

    private static Api Api(ApiGroup group, ApiSpecification specification)
    {
        var api = new Api
        {
            Id = group.ApiId,
            DisplayName = DisplayName(group),
            Description = Description(group),
            Path = group.Path,
            SubscriptionRequired = group.Profile.SubscriptionRequired,
            KeyHeader = group.KeyHeader,
            KeyQuery = group.KeyQuery,
            TakesKeyAsBearer = group.Profile.SubscriptionKeyAsBearer ? true : null,
        };
        var settled =
            $"{api.DisplayName}|{api.Description}|{api.Path}|{api.SubscriptionRequired}{(api.TakesKeyAsBearer == true ? "|bearer" : "")}";
        var ownershipTag = specification.IsAdrift
            ? OwnershipTag(group, settled).WithExternalFingerprint(specification.Hash)
            : OwnershipTag(group, $"{settled}|{specification.Hash}");
        ownershipTag = ownershipTag with { AdoptedAs = group.AdoptedApi is null ? null : group.Compatibility.ToString() };
        return api with
        {
            OwnershipTag = ownershipTag,
            Definition = specification.Definition(api.DisplayName, () => ownershipTag.Sign(api.Description)),
        };
    }

    private NamedValue? Key(ApiGroup group)
    {
        if (group.Profile.Authentication is not { Mode: AuthenticationMode.ApiKey } authentication)
        {
            return null;
        }

        var ownershipTag = OwnershipTag(group, authentication.KeyVaultSecret?.AbsoluteUri ?? "account key");
        return new NamedValue
        {
            Id = group.KeyId,
            KeyOf = authentication.KeyVaultSecret is null ? group.Account.Id : null,
            KeyVaultSecret = authentication.KeyVaultSecret,
            OwnershipTag =
                authentication.KeyVaultSecret is null && input.KeyFingerprints.GetValueOrDefault(group.Account.Id) is { } print
                    ? ownershipTag.WithExternalFingerprint(print)
                    : ownershipTag,
        };
    }

    /// <summary>The ownership tag of what is made for a group.</summary>
    public static OwnershipTag OwnershipTag(ApiGroup group, string design) =>
        new(group.Source, ApiNaming.Hash(design)) { Host = group.Account.Host };

    private static ApiDesign? Refuse(ApiGroup group, List<SetAside> setAside, string reason, bool mayPass = false)
    {
        setAside.AddRange(
            group.Members.Select(member => new SetAside(member.Deployment.Id.Value, reason, mayPass) { NeedsAction = !mayPass })
        );
        return null;
    }
}

/// <summary>Things that will keep an imported API from answering, said beforehand.</summary>
internal static class ReadinessWarnings
{
    public static string WithWarnings(string reason, ApiGroup group) =>
        group.Profile.Authentication.Mode == AuthenticationMode.ManagedIdentity && group.Account.CustomSubdomain is null
            ? $"{reason}; the account has no custom subdomain, without which it takes no tokens: set properties.customSubDomainName"
            : reason;
}

/// <summary>One API with all that belongs to it.</summary>
/// <param name="Resources">The resources.</param>
/// <param name="Callable">What its operations can make a model do.</param>
/// <param name="VersionFor">The <c>api-version</c> that calls of a deployment name; empty where they need none.</param>
/// <param name="Audience">The audience of the gateway's token; null with a key.</param>
internal sealed record ApiDesign(
    IReadOnlyList<GatewayResource> Resources,
    IReadOnlySet<Capability> Callable,
    Func<ModelDeployment, string> VersionFor,
    string? Audience
)
{
    /// <summary>The policies that the settings ask for and the API is without, by their paths in the settings.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>True when the API is there and must answer no call.</summary>
    public bool IsClosed { get; init; }
}

/// <summary>Designs the backend of an API, with the circuit breaker that the settings ask for.</summary>
internal static class BackendDesigner
{
    // Source: https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
    private const string Help = "https://learn.microsoft.com/azure/api-management/backends#circuit-breaker";
    private const int TooManyRequests = 429;
    private const int ServerError = 500;

    /// <summary>The backend.</summary>
    public static Backend Design(ApiGroup group, Uri address, PolicyAvailability ask)
    {
        var breaker = Breaker(group, ask);
        return new Backend
        {
            Id = group.BackendId,
            Url = address,
            Description = $"Foundry account {group.Account.Name}",
            CircuitBreaker = breaker,
            OwnershipTag = ApiDesigner.OwnershipTag(group, $"{address}|{breaker}"),
        };
    }

    // Where deployments share a backend, the throttling of one says nothing about the others.
    private static CircuitBreaker? Breaker(ApiGroup group, PolicyAvailability ask)
    {
        if (group.Profile.Policies.CircuitBreaker is not { } settings)
        {
            return null;
        }

        if (string.Equals(ask.Sku, "Consumption", StringComparison.OrdinalIgnoreCase))
        {
            ask.Lack(ProfileFields.CircuitBreaker, $"backends of the Consumption tier have no circuit breaker ({Help})");
            return null;
        }

        return new CircuitBreaker(
            settings.FailureCount,
            TimeSpan.FromSeconds(settings.IntervalSeconds),
            TimeSpan.FromSeconds(settings.TripSeconds),
            Templates.IsPerDeployment(group.Profile.BasePath) ? TooManyRequests : ServerError,
            599
        );
    }
}

/// <summary>Why the key of an account could not be read.</summary>
/// <param name="Reason">A sentence.</param>
/// <param name="MayPass">True when looking again may help; else a right is missing.</param>
internal sealed record UnreadKey(string Reason, bool MayPass)
{
    internal SetAside Of(ApiGroup group) =>
        new(
            group.ApiId,
            $"the key of {group.Account.Id} could not be read, so a change of it goes unnoticed: {Reason}{(MayPass ? "; the run is tried again" : "")}",
            MayPass
        )
        {
            Lack = MayPass ? DesignLack.None : DesignLack.Right,
        };
}

/// <summary>Designs the diagnostic that lets the token metrics of an API out.</summary>
internal static class DiagnosticDesigner
{
    /// <summary>
    /// The diagnostic; none where metrics of all APIs go out already. Without a logger people are told, and the metric policy
    /// stays: the service takes it, and metrics begin to flow with the first run after a logger is there.
    /// </summary>
    public static IEnumerable<Diagnostic> Design(ApiGroup group, ApiPolicy policy, PolicyAvailability ask)
    {
        if (
            ask.Prerequisites is not { } prerequisites
            || group.Profile.Policies.TokenMetrics is not { } metrics
            || !policy.Xml.Contains(Policies.EmitTokenMetric.Name, StringComparison.Ordinal)
        )
        {
            return [];
        }

        if (
            prerequisites.MetricsOfAllApis is { } all
            && (metrics.Logger is null || string.Equals(all, metrics.Logger, StringComparison.OrdinalIgnoreCase))
        )
        {
            return [];
        }

        var (logger, missing) = PolicyPrerequisites.Logger(metrics, prerequisites);
        if (missing is not null)
        {
            ask.Lack(ProfileFields.TokenMetrics, missing, "the API is made with its metric policy, which stays silent until then");
        }

        return logger is null ? [] : [new Diagnostic { Api = group.ApiId, Logger = logger }];
    }
}
