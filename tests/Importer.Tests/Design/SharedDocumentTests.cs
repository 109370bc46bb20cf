using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Tests.Builders;

namespace Importer.Tests.Design;

/// <summary>What policies reach of a document is found once for all APIs that have it: and for nobody else.</summary>
public sealed class SharedDocumentTests
{
    private const string Chat = "https://contoso.com/chat.json";
    private const string Pictures = "https://contoso.com/pictures.json";
    private const string Anything = "https://contoso.com/anything.json";

    private static readonly ServiceInfo Service = new()
    {
        Id = TheSettings.Default.ServiceId,
        GatewayUrl = new Uri("https://contoso-apim.azure-api.net"),
        Sku = "Premium",
        ProvisioningState = "Succeeded",
        PrincipalId = "11111111-0000-0000-0000-00000000a002",
    };

    private static readonly ApiProfile Limited = new()
    {
        Source = ImportSource.OpenApi,
        OpenApiLocation = Chat,
        Policies = new()
        {
            TokenLimit = new() { TokensPerMinute = 500, OnMissing = MissingPolicy.Publish },
        },
    };

    [Fact]
    public void Apis_of_one_document_have_one_policy_but_for_their_backend()
    {
        var policies = Policies(Limited, [], AnAccount.With("contoso", "gpt-4o"), AnAccount.With("fabrikam", "gpt-4o"));

        Assert.Contains("/chat/completions", policies["contoso-openai"], StringComparison.Ordinal);
        Assert.Equal(policies["contoso-openai"].Replace("contoso", "fabrikam", StringComparison.Ordinal), policies["fabrikam-openai"]);
    }

    [Fact]
    public void Apis_of_two_documents_have_what_each_of_them_allows()
    {
        var rule = new ProfileRule
        {
            Match = new() { Account = "fabrikam" },
            Fields = new Dictionary<string, Func<ApiProfile, ApiProfile>>
            {
                [ProfileFields.OpenApiLocation] = profile => profile with { OpenApiLocation = Pictures },
            },
        };

        var policies = Policies(Limited, [rule], AnAccount.With("contoso", "gpt-4o"), AnAccount.With("fabrikam", "dall-e-3"));

        Assert.Contains("llm-token-limit", policies["contoso-openai"], StringComparison.Ordinal);
        Assert.DoesNotContain("llm-token-limit", policies["fabrikam-openai"], StringComparison.Ordinal);
    }

    // The gateway of this tier counts the tokens of one and not of the other, whatever the document says.
    [Fact]
    public void Apis_of_one_document_that_are_called_in_two_ways_have_what_holds_for_each_way()
    {
        var account = AnAccount.Named(
            "contoso",
            ADeployment.Of("gpt-4o"),
            ADeployment.Of("claude-opus-4-1") with
            {
                ModelFormat = "Anthropic",
            }
        );

        var policies = Policies(Limited with { OpenApiLocation = Anything }, [], account);

        Assert.Contains("llm-token-limit", policies["contoso-openai"], StringComparison.Ordinal);
        Assert.DoesNotContain("llm-token-limit", policies["contoso-anthropic"], StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Policies(ApiProfile profile, ProfileRule[] rules, params AccountInventory[] accounts) =>
        GatewayDesigner
            .Design(
                new()
                {
                    Inventory = new() { Accounts = accounts, Covered = [] },
                    Settings = TheSettings.With(profile) with { Rules = rules },
                    Service = Service,
                    Specifications = new Dictionary<string, ExternalSpecification>
                    {
                        [Chat] = Document(
                            "/deployments/{deployment-id}/chat/completions",
                            "/deployments/{deployment-id}/images/generations"
                        ),
                        [Pictures] = Document("/deployments/{deployment-id}/images/generations"),
                        [Anything] = Document("/*"),
                    },
                }
            )
            .Resources.OfType<ApiPolicy>()
            .ToDictionary(policy => policy.Api, policy => policy.Xml);

    private static ExternalSpecification Document(params string[] paths)
    {
        const string Parameter = """{"name":"deployment-id","in":"path","required":true,"schema":{"type":"string"} }""";
        var operations = paths.Select(path =>
        {
            var parameters = path.Contains("{deployment-id}", StringComparison.Ordinal) ? Parameter : "";
            return $$"""
                "{{path}}":{"post":{"parameters":[{{parameters}}],"responses":{"200":{"description":"OK"} } } }
                """;
        });
        return new(
            BinaryData.FromString(
                $$"""{"openapi":"3.0.1","info":{"title":"t","version":"1"},"servers":[{"url":"https://contoso.com"}],"paths":{ {{string.Join(',', operations)}} } }"""
            ),
            null
        );
    }
}
