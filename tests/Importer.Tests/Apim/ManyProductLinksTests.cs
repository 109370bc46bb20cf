using System.Globalization;
using Importer.Gateway;
using Importer.Tests.Arm;

namespace Importer.Tests.Apim;

/// <summary>Products of many APIs are read by product, of a few by API.</summary>
public sealed class ManyProductLinksTests : IDisposable
{
    private const string Service = ApimScene.Service;

    private readonly ApimScene _scene = new();

    [Fact]
    public async Task Of_many_apis_the_products_tell_and_no_api_is_asked()
    {
        var apis = Plant(60);
        _scene
            .Arm.On($"GET {Service}/products/ai-team/apis", ApimScene.List([.. apis.Take(59).Select(Named)]))
            .On($"GET {Service}/products/starter/apis", ApimScene.List(Named("API-00")));

        var state = await _scene.ReadAsync();

        Assert.DoesNotContain(
            _scene.Arm.Sent,
            sent => sent.Path.Contains("/products?", StringComparison.Ordinal) && sent.Path.Contains("/apis/", StringComparison.Ordinal)
        );
        Assert.Equal(3, _scene.Arm.Sent.Count(sent => sent.Path.Contains("/products", StringComparison.Ordinal)));
        Assert.Equal(60, state.OfType<ProductLink>().Count());
        Assert.NotNull(state.Find(new ProductLink { Product = "starter", Api = "api-00" }.Key));
        Assert.Null(state.Find(new ProductLink { Product = "ai-team", Api = "api-59" }.Key));
        Assert.All(state.OfType<ProductLink>(), link => Assert.NotNull(link.OwnershipTag));
    }

    [Fact]
    public async Task A_product_that_cannot_be_read_is_no_product_without_apis()
    {
        var apis = Plant(60);
        _scene
            .Arm.On($"GET {Service}/products/ai-team/apis", Answer.Error(404, "ResourceNotFound", "Product not found."))
            .On($"GET {Service}/products/starter/apis", ApimScene.List());

        var state = await _scene.ReadAsync();

        Assert.Equal(60, state.OfType<ProductLink>().Count());
        Assert.Equal(
            60,
            _scene.Arm.Sent.Count(sent => apis.Any(api => sent.Path.Contains($"/apis/{api}/products", StringComparison.Ordinal)))
        );
    }

    [Fact]
    public async Task Of_a_few_apis_each_is_asked()
    {
        Plant(49);

        await _scene.ReadAsync();

        Assert.DoesNotContain(_scene.Arm.Sent, sent => sent.Path.Contains("/products/", StringComparison.Ordinal));
    }

    public void Dispose() => _scene.Dispose();

    private static string Named(string name) => $$"""{"name":"{{name}}"}""";

    private List<string> Plant(int count)
    {
        List<string> apis =
        [
            .. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"api-{number:00}")),
        ];
        _scene.Arm.On($"GET {Service}/apis", ApimScene.List([.. apis.Select(api => ApimScene.Api(api, api, $"Models. {TagOf(api)}"))]));
        foreach (var api in apis)
        {
            _scene
                .Arm.On($"GET {Service}/apis/{api}/operations", ApimScene.List())
                .On($"GET {Service}/apis/{api}/policies/policy?format=xml", Answer.Error(404, "ResourceNotFound", "Policy not found."))
                .On($"GET {Service}/apis/{api}/products", ApimScene.List(Named("ai-team")));
        }

        return apis;
    }

    private static OwnershipTag TagOf(string api) =>
        ((Api)ApimScene.Key.Bind(ApimScene.OurApi with { Id = api, Path = api })).OwnershipTag!;
}
