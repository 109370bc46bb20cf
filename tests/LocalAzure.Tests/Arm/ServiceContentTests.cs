using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

public sealed class ServiceContentTests : IAsyncLifetime
{
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await StartStillAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task The_service_is_there_with_its_identity_its_product_and_one_hand_made_api()
    {
        var service = await _test.GetAsync(Service);
        Assert.Equal($"http://127.0.0.1:{_test.Cloud.Options.PortBase + 11}", (string?)service.Properties["gatewayUrl"]);
        Assert.Equal("Succeeded", (string?)service.Properties["provisioningState"]);
        Assert.True(Guid.TryParse((string?)service.Body?["identity"]?["principalId"], out _));
        Assert.Equal(["petstore"], (await _test.GetAsync($"{Service}/apis")).Names);
        Assert.Equal(["ai-team"], (await _test.GetAsync($"{Service}/products")).Names);
        Assert.Contains(
            "set-header",
            (string?)(await _test.GetAsync($"{Service}/apis/petstore/policies/policy")).Properties["value"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_service_without_an_identity_gets_one_by_patch_and_is_locked_meanwhile()
    {
        var other = $"{Group}/providers/Microsoft.ApiManagement/service/fabrikam";
        var started = await _test.PutAsync(
            other,
            """{"location":"westeurope","sku":{"name":"StandardV2","capacity":1},"properties":{"publisherEmail":"a@b.example","publisherName":"b"}}"""
        );
        Assert.Equal(202, started.Status);
        Assert.Equal("Activating", (string?)(await _test.GetAsync(other)).Properties["provisioningState"]);
        Assert.Equal("ServiceLocked", (await _test.PutAsync($"{other}/tags/t", """{"properties":{"displayName":"t"}}""")).Code);
        await _test.DoneAsync(Task.FromResult(started));
        Assert.Null((await _test.GetAsync(other)).Body?["identity"]);
        await _test.DoneAsync(_test.PatchAsync(other, """{"identity":{"type":"SystemAssigned"}}""", null));
        Assert.True(Guid.TryParse((string?)(await _test.GetAsync(other)).Body?["identity"]?["principalId"], out _));
        Assert.Equal(["master"], (await _test.GetAsync($"{other}/subscriptions")).Names);
    }

    [Fact]
    public async Task Keys_of_subscriptions_are_read_by_list_secrets_only()
    {
        Assert.Null((await _test.GetAsync($"{Service}/subscriptions/master")).Properties["primaryKey"]);
        var master = await _test.PostAsync($"{Service}/subscriptions/master/listSecrets");
        Assert.NotEmpty((string)master.Body!["primaryKey"]!);
        var made = await _test.PutAsync(
            $"{Service}/subscriptions/s",
            """{"properties":{"displayName":"s","scope":"/products/ai-team","primaryKey":"mine"}}"""
        );
        Assert.Equal((201, $"{Service}/products/ai-team"), (made.Status, (string?)made.Properties["scope"]));
        await _test.PatchAsync($"{Service}/subscriptions/s", """{"properties":{"displayName":"t"}}""");
        Assert.Equal("mine", (string?)(await _test.PostAsync($"{Service}/subscriptions/s/listSecrets")).Body?["primaryKey"]);
        await _test.PostAsync($"{Service}/subscriptions/s/regeneratePrimaryKey");
        Assert.NotEqual("mine", (string?)(await _test.PostAsync($"{Service}/subscriptions/s/listSecrets")).Body?["primaryKey"]);
        Assert.Equal(
            400,
            (await _test.PutAsync($"{Service}/subscriptions/x", """{"properties":{"displayName":"x","scope":"/apis/none"}}""")).Status
        );
        Assert.Equal(400, (await _test.DeleteAsync($"{Service}/subscriptions/master")).Status);
    }

    [Fact]
    public async Task Secret_named_values_are_read_by_list_value_only()
    {
        var result = await _test.DoneAsync(
            _test.PutAsync($"{Service}/namedValues/nv", """{"properties":{"displayName":"nv","value":"hidden","secret":true}}""")
        );
        Assert.Equal(200, result.Status);
        Assert.Null(result.Properties["value"]);
        Assert.Null((await _test.GetAsync($"{Service}/namedValues/nv")).Properties["value"]);
        Assert.Equal("hidden", (string?)(await _test.PostAsync($"{Service}/namedValues/nv/listValue")).Body?["value"]);
        Assert.Equal(
            400,
            (await _test.PutAsync($"{Service}/namedValues/other", """{"properties":{"displayName":"nv","value":"x"}}""")).Status
        );
    }

    [Fact]
    public async Task A_product_link_is_one_link_by_path_or_by_link_id()
    {
        var byPath = $"{Service}/products/ai-team/apis/petstore";
        Assert.Equal(201, (await _test.PutAsync(byPath)).Status);
        Assert.Equal(200, (await _test.PutAsync(byPath)).Status);
        Assert.Equal(204, (await _test.SendAsync(HttpMethod.Head, byPath)).Status);
        Assert.Equal(["ai-team"], (await _test.GetAsync($"{Service}/apis/petstore/products")).Names);
        var link = $"{Service}/products/ai-team/apiLinks/l";
        var body = $$$"""{"properties":{"apiId":"{{{Service}}}/apis/petstore"}}""";
        Assert.Equal(409, (await _test.PutAsync(link, body)).Status);
        Assert.Equal(200, (await _test.DeleteAsync(byPath, null)).Status);
        Assert.Equal(201, (await _test.PutAsync(link, body)).Status);
        Assert.Equal(["petstore"], (await _test.GetAsync($"{Service}/products/ai-team/apis")).Names);
        Assert.Equal(200, (await _test.DeleteAsync(link, null)).Status);
        Assert.Empty((await _test.GetAsync($"{Service}/products/ai-team/apis")).Value);
        Assert.Equal(404, (await _test.PutAsync($"{Service}/products/ai-team/apis/none")).Status);
        Assert.Equal("ParentResourceNotFound", (await _test.PutAsync($"{Service}/products/none/apis/petstore")).Code);
    }

    [Fact]
    public async Task Links_leave_with_their_api()
    {
        await _test.PutAsync($"{Service}/products/ai-team/apis/petstore");
        await _test.DeleteAsync($"{Service}/apis/petstore");
        Assert.Empty((await _test.GetAsync($"{Service}/products/ai-team/apis")).Value);
    }

    [Fact]
    public async Task A_product_with_subscriptions_goes_only_together_with_them()
    {
        await _test.PutAsync($"{Service}/subscriptions/s", """{"properties":{"displayName":"s","scope":"/products/ai-team"}}""");
        Assert.Equal(400, (await _test.DeleteAsync($"{Service}/products/ai-team")).Status);
        Assert.Equal(200, (await _test.DeleteAsync($"{Service}/products/ai-team?deleteSubscriptions=true")).Status);
        Assert.Equal(
            ["foundry-importer-tests", "master"],
            (await _test.GetAsync($"{Service}/subscriptions")).Names.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Tags_are_put_on_apis_and_leave_them_when_they_go()
    {
        Assert.Equal(404, (await _test.PutAsync($"{Service}/apis/petstore/tags/t")).Status);
        await _test.PutAsync($"{Service}/tags/t", """{"properties":{"displayName":"Team"}}""");
        Assert.Equal("Team", (string?)(await _test.PutAsync($"{Service}/apis/petstore/tags/t")).Properties["displayName"]);
        Assert.Equal(["t"], (await _test.GetAsync($"{Service}/apis/petstore/tags")).Names);
        await _test.DeleteAsync($"{Service}/tags/t");
        Assert.Empty((await _test.GetAsync($"{Service}/apis/petstore/tags")).Value);
    }

    [Fact]
    public async Task A_diagnostic_needs_its_logger_and_the_loggers_credentials_stay_hidden()
    {
        var diagnostic = $"{Service}/apis/petstore/diagnostics/applicationinsights";
        const string Body = """{"properties":{"loggerId":"/loggers/ai","metrics":true}}""";
        Assert.Contains("could not be found", (await _test.PutAsync(diagnostic, Body)).Message, StringComparison.Ordinal);
        var logger = await _test.PutAsync(
            $"{Service}/loggers/ai",
            """{"properties":{"loggerType":"applicationInsights","credentials":{"instrumentationKey":"secret"}}}"""
        );
        Assert.DoesNotContain("secret", logger.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal($"{Service}/loggers/ai", (string?)(await _test.PutAsync(diagnostic, Body)).Properties["loggerId"]);
    }

    [Fact]
    public async Task A_pool_has_single_backends_of_the_service_as_members()
    {
        await _test.PutAsync($"{Service}/backends/one", """{"properties":{"url":"https://x.example","protocol":"http"}}""");
        Assert.Equal(
            201,
            (
                await _test.PutAsync(
                    $"{Service}/backends/pool",
                    """{"properties":{"type":"Pool","pool":{"services":[{"id":"/backends/one","priority":1,"weight":50}]}}}"""
                )
            ).Status
        );
        Assert.Equal(
            400,
            (
                await _test.PutAsync(
                    $"{Service}/backends/pool2",
                    """{"properties":{"type":"Pool","pool":{"services":[{"id":"/backends/none"}]}}}"""
                )
            ).Status
        );
        Assert.Equal(
            400,
            (
                await _test.PutAsync(
                    $"{Service}/backends/pool2",
                    """{"properties":{"type":"Pool","pool":{"services":[{"id":"/backends/pool"}]}}}"""
                )
            ).Status
        );
        Assert.Equal(400, (await _test.DeleteAsync($"{Service}/backends/one")).Status);
    }

    [Fact]
    public async Task The_undocumented_identity_of_a_backend_counts_from_the_version_that_takes_it()
    {
        const string Body =
            """{"properties":{"url":"https://x.example","protocol":"http","credentials":{"managedIdentity":{"resource":"https://cognitiveservices.azure.com"}}}}""";
        await _test.PutAsync($"{Service}/backends/stable", Body);
        await _test.PutAsync($"{Service}/backends/preview", Body, version: "2024-06-01-preview");
        Assert.Null(
            (await _test.GetAsync($"{Service}/backends/stable", "2024-06-01-preview")).Properties["credentials"]?["managedIdentity"]
        );
        Assert.NotNull(
            (await _test.GetAsync($"{Service}/backends/preview", "2024-06-01-preview")).Properties["credentials"]?["managedIdentity"]
        );
        Assert.Null((await _test.GetAsync($"{Service}/backends/preview")).Properties["credentials"]?["managedIdentity"]);
    }
}
