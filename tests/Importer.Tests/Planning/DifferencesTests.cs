using Importer.Gateway;
using Importer.Planning;
using Importer.Tests.Builders;

namespace Importer.Tests.Planning;

/// <summary>Each field that is ours is compared, by its name, with what is wanted first and what is found second.</summary>
public sealed class DifferencesTests
{
    private static readonly OwnershipTag Tag = APlan.Tag(design: "d1.p1");

    private static readonly Api WantedApi = APlan.Api("contoso-openai", Tag, "contoso/openai") with
    {
        Description = "Models.",
        Protocols = ["https", "wss"],
        KeyHeader = "api-key",
        KeyQuery = "subscription-key",
        TakesKeyAsBearer = true,
        Definition = Definition("POST /b", "POST /a"),
    };

    private static readonly Backend WantedBackend = APlan.Backend("contoso", Tag) with
    {
        Description = "Models.",
        CircuitBreaker = new(3, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), 500, 599),
    };

    private static readonly NamedValue WantedKey = APlan.NamedValue("contoso-key", Tag) with { KeyVaultSecret = new("https://vault/a") };

    private static readonly Diagnostic WantedDiagnostic = new() { Api = "contoso-openai", Logger = "insights" };

    /// <summary>The wanted one, the one found, and the differences as <c>field: wanted | found</c>.</summary>
    public static TheoryData<string, GatewayResource, GatewayResource, string[]> Cases =>
        new()
        {
            { "equal", WantedApi, WantedApi, [] },
            { "display name", WantedApi, WantedApi with { DisplayName = "x" }, ["displayName: contoso-openai | x"] },
            { "description", WantedApi, WantedApi with { Description = "x" }, ["description: Models. | x"] },
            { "path", WantedApi, WantedApi with { Path = "x" }, ["path: contoso/openai | x"] },
            { "path in other case", WantedApi, WantedApi with { Path = "Contoso/OpenAI" }, [] },
            { "protocols", WantedApi, WantedApi with { Protocols = ["http"] }, ["protocols: https, wss | http"] },
            { "protocols in another order", WantedApi, WantedApi with { Protocols = ["wss", "https"] }, [] },
            { "opened", WantedApi, WantedApi with { SubscriptionRequired = false }, ["subscriptionRequired: true | false"] },
            { "key header", WantedApi, WantedApi with { KeyHeader = "x" }, ["subscriptionKeyParameterNames.header: api-key | x"] },
            { "key query", WantedApi, WantedApi with { KeyQuery = "x" }, ["subscriptionKeyParameterNames.query: subscription-key | x"] },
            {
                "bearer",
                WantedApi,
                WantedApi with
                {
                    TakesKeyAsBearer = false,
                },
                ["subscriptionKeyParameterNames.bearer: enabled | disabled"]
            },
            { "bearer that is not given back", WantedApi, WantedApi with { TakesKeyAsBearer = null }, [] },
            { "design", WantedApi, WantedApi with { OwnershipTag = APlan.Tag(design: "d2.p1") }, ["design: d1 | d2"] },
            { "document", WantedApi, WantedApi with { OwnershipTag = APlan.Tag(design: "d1.p2") }, ["document: p1 | p2"] },
            { "no document is wanted", WantedApi with { OwnershipTag = APlan.Tag(design: "d1") }, WantedApi, [] },
            { "standing", WantedApi with { OwnershipTag = Tag with { IsRestored = true } }, WantedApi, ["standing: restored | "] },
            {
                "source",
                WantedApi,
                WantedApi with
                {
                    OwnershipTag = new(AnAccount.Id("fabrikam"), "d1.p1"),
                },
                [$"source: {AnAccount.Id("contoso").Value} | {AnAccount.Id("fabrikam").Value}"]
            },
            { "host", WantedApi with { OwnershipTag = Tag with { Host = "contoso" } }, WantedApi, ["host: contoso | "] },
            {
                "operations, in the order of their routes",
                WantedApi,
                WantedApi with
                {
                    Definition = Definition("POST /d", "POST /c"),
                },
                ["operation: POST /a | ", "operation: POST /b | ", "operation:  | POST /c", "operation:  | POST /d"]
            },
            {
                "url",
                WantedBackend,
                WantedBackend with
                {
                    Url = new("https://x/y/"),
                },
                [$"url: {WantedBackend.Url.AbsoluteUri} | https://x/y"]
            },
            { "backend's description", WantedBackend, WantedBackend with { Description = "x" }, ["description: Models. | x"] },
            { "credentials", WantedBackend, WantedBackend with { Credentials = "header x" }, ["credentials:  | header x"] },
            {
                "certificates",
                WantedBackend,
                WantedBackend with
                {
                    ValidatesCertificates = false,
                },
                ["tls.validateCertificate: true | false"]
            },
            {
                "breaker",
                WantedBackend,
                WantedBackend with
                {
                    CircuitBreaker = null,
                },
                [$"circuitBreaker: {WantedBackend.CircuitBreaker} | "]
            },
            { "backend's design", WantedBackend, WantedBackend with { OwnershipTag = APlan.Tag(design: "d2") }, ["design: d1.p1 | d2"] },
            { "name of a key", WantedKey, WantedKey with { DisplayName = "x" }, ["displayName: contoso-key | x"] },
            { "name of a key in other case", WantedKey, WantedKey with { DisplayName = "Contoso-Key" }, [] },
            { "secrecy", WantedKey, WantedKey with { IsSecret = false }, ["secret: true | false"] },
            {
                "vault",
                WantedKey,
                WantedKey with
                {
                    KeyVaultSecret = new("https://vault/b"),
                },
                ["keyVault.secretIdentifier: https://vault/a | https://vault/b"]
            },
            { "design of a key", WantedKey, WantedKey with { OwnershipTag = APlan.Tag(design: "d2.p1") }, ["design: d1 | d2"] },
            {
                "another key",
                WantedKey,
                WantedKey with
                {
                    OwnershipTag = APlan.Tag(design: "d1.p2"),
                },
                ["key: the account's key | another key"]
            },
            { "logger", WantedDiagnostic, WantedDiagnostic with { Logger = "x" }, ["loggerId: insights | x"] },
            { "logger in other case", WantedDiagnostic, WantedDiagnostic with { Logger = "Insights" }, [] },
            { "metrics", WantedDiagnostic, WantedDiagnostic with { Metrics = false }, ["metrics: true | false"] },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_difference_names_its_field_and_both_values(
        string what,
        GatewayResource wanted,
        GatewayResource found,
        string[] differences
    )
    {
        Assert.NotEmpty(what);
        Assert.Equal(
            differences,
            Differences.Between(wanted, found).Select(difference => $"{difference.Field}: {difference.Expected} | {difference.Actual}")
        );
    }

    private static ApiDefinition Definition(params string[] routes) =>
        new() { Operations = [.. routes.Select(route => new ApiOperation(route, route.Split(' ')[0], route.Split(' ')[1]))] };
}
