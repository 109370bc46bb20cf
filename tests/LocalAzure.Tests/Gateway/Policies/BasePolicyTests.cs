namespace LocalAzure.Tests.Gateway.Policies;

public sealed class BasePolicyTests : PolicyTest
{
    [Fact]
    public async Task Scopes_nest_from_global_over_product_and_api_to_operation()
    {
        await Scene.PutServiceAsync("products/gold", new() { ["displayName"] = "gold", ["state"] = "published" });
        await Scene.PutServiceAsync("products/gold/apis/contoso-openai", []);
        await Scene.PolicyAtAsync(
            string.Empty,
            GatewayScene.Document(Mark("global"), backend: "<forward-request />", outbound: string.Empty, onError: string.Empty)
        );
        await Scene.PolicyAtAsync("products/gold/", GatewayScene.Document($"<base />{Mark("product")}"));
        await Scene.PolicyAtAsync("apis/contoso-openai/", GatewayScene.Document($"{Mark("before")}{GatewayScene.Base}{Mark("api")}"));
        await Scene.PolicyAtAsync("apis/contoso-openai/operations/chat/", GatewayScene.Document($"<base />{Mark("operation")}"));

        await Scene.ChatAsync(key: await Scene.SubscribeAsync("gold-1", "/products/gold"));
        Assert.Equal("before,global,product,api,operation", Received("x-marks")?.Replace(" ", string.Empty, StringComparison.Ordinal));

        await Scene.ChatAsync();
        Assert.Equal("before,global,api,operation", Received("x-marks")?.Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_base_the_scopes_above_do_not_run()
    {
        await Scene.PolicyAtAsync(
            string.Empty,
            GatewayScene.Document(Mark("global"), backend: "<forward-request />", outbound: string.Empty, onError: string.Empty)
        );
        await Scene.PolicyAtAsync(
            "apis/contoso-openai/",
            GatewayScene.Document(GatewayScene.Base.Replace("<base />", string.Empty, StringComparison.Ordinal) + Mark("api"))
        );

        await Scene.ChatAsync();

        Assert.Equal("api", Received("x-marks"));
    }

    [Fact]
    public async Task A_backend_section_without_base_forwards_nothing()
    {
        await Scene.PolicyAsync(GatewayScene.Base, backend: "<set-variable name=\"a\" value=\"b\" />");

        var reply = await Scene.ChatAsync();

        Assert.Equal(200, reply.Status);
        Assert.Empty(reply.Text);
        Assert.Empty(Scene.FoundryCalls());
    }

    private static string Mark(string name) => $"<set-header name=\"x-marks\" exists-action=\"append\"><value>{name}</value></set-header>";
}
