using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Tests.Apim;

/// <summary>Every id that becomes a segment of a path × everything that would lead elsewhere: a refusal, and never a request.</summary>
public sealed class UnsafeIdTests : IDisposable
{
    private readonly ApimScene _scene = new();

    private static readonly string[] Tricks =
    [
        "",
        ".",
        "..",
        "x/../petstore",
        "../apis/petstore/tags/zz",
        "../../../namedValues/pwn",
        "/x",
        "x/",
        "x\\..",
        "%2e%2e",
        "x%2f..%2fpetstore",
        "x?y=1",
        "x#y",
        "x;rev=1?z",
        " x",
        "x ",
        "x\r\ny",
        "x\0y",
        "a:b",
        "a*b",
        "a&b",
        "a+b",
        "a<b",
        new('x', 300),
    ];

    private static readonly (string Kind, Func<string, GatewayResource> Make)[] Places =
    [
        ("api", id => ApimScene.OurApi with { Id = id }),
        ("policy", id => new ApiPolicy { Api = id, Xml = "<policies/>" }),
        (
            "operation policy's api",
            id => new OperationPolicy
            {
                Api = id,
                Operation = "chat",
                Xml = "<policies/>",
            }
        ),
        (
            "operation policy's operation",
            id => new OperationPolicy
            {
                Api = "contoso-openai",
                Operation = id,
                Xml = "<policies/>",
            }
        ),
        ("diagnostic", id => new Diagnostic { Api = id, Logger = "insights" }),
        ("backend", id => ApimScene.OurBackend with { Id = id }),
        (
            "named value",
            id => new NamedValue
            {
                Id = id,
                OwnershipTag = ApimScene.OwnershipTag,
                KeyVaultSecret = new Uri("https://v.vault.azure.net/secrets/k"),
            }
        ),
        ("link's product", id => new ProductLink { Product = id, Api = "contoso-openai" }),
        ("link's api", id => new ProductLink { Product = "ai-team", Api = id }),
        ("tag", id => new ApiTag { Tag = id, Api = "contoso-openai" }),
        ("tag's api", id => new ApiTag { Tag = "models", Api = id }),
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (kind, _) in Places)
        {
            foreach (var trick in Tricks)
            {
                cases.Add(kind, trick);
            }
        }

        return cases;
    }

    public void Dispose() => _scene.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_id_that_leads_elsewhere_is_refused_and_nothing_is_sent(string kind, string trick)
    {
        var resource = Places.Single(place => place.Kind == kind).Make(trick);

        var failures = new[]
        {
            await _scene.PutAsync(resource),
            await _scene.PutAsync(resource, "\"1\""),
            await _scene.DeleteAsync(resource.Key, "\"1\""),
        };

        Assert.All(
            failures,
            failure =>
                Assert.Equal(
                    (WriteFailureKind.Permanent, true),
                    (failure!.Kind, failure.Reason.StartsWith("IdRefused: ", StringComparison.Ordinal))
                )
        );
        Assert.Empty(_scene.Arm.Sent);
    }

    [Theory]
    [InlineData("contoso-openai")]
    [InlineData("My_API.v1~x")]
    [InlineData("petstore;rev=2")]
    public async Task Ids_that_the_service_takes_are_taken(string id)
    {
        _scene.Arm.On($"PUT {ApimScene.Service}/apis/{id}/policies/policy", "{}");

        Assert.Null(await _scene.PutAsync(new ApiPolicy { Api = id, Xml = "<policies/>" }));
    }

    [Theory]
    [InlineData("/subscriptions/s/../t")]
    [InlineData("/subscriptions//t")]
    [InlineData("/subscriptions/./t")]
    [InlineData("/subscriptions/%2e%2e/t")]
    [InlineData("/subscriptions/a\\b/t")]
    [InlineData("subscriptions/s")]
    [InlineData("/subscriptions/s/")]
    public async Task No_path_leaves_its_place_whoever_made_it(string path)
    {
        var refusal = await Assert.ThrowsAsync<ArmException>(() => _scene.Arm.Client().GetAsync(path, "1", CancellationToken.None));

        Assert.Equal((ArmErrorKind.Permanent, ArmErrors.IdRefused), (refusal.Kind, refusal.Code));
        Assert.Empty(_scene.Arm.Sent);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a%2fb")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a\\b")]
    public void No_resource_id_holds_what_leads_elsewhere(string name) =>
        Assert.False(
            ResourceId.TryParse(
                $"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/{name}",
                out _
            )
        );
}
