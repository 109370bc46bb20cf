using System.Net.Http.Json;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

public sealed class ArmFrontDoorTests : IAsyncLifetime
{
    private CloudUnderTest _test = null!;

    public async Task InitializeAsync() => _test = await StartAsync();

    public async Task DisposeAsync() => await _test.DisposeAsync();

    [Fact]
    public async Task A_call_without_a_token_is_401()
    {
        _test.Arm.DefaultRequestHeaders.Remove("Authorization");
        var refused = await _test.GetAsync(Service);
        Assert.Equal((401, "AuthenticationFailed"), (refused.Status, refused.Code));
        Assert.Contains("Bearer", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "MissingApiVersionParameter")]
    [InlineData("2020-01-01", "NoRegisteredProviderFound")]
    [InlineData("latest", "InvalidApiVersionParameter")]
    public async Task An_api_version_is_wanted_and_must_be_known(string version, string code)
    {
        var refused = await _test.GetAsync(Service, version);
        Assert.Equal((400, code), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("/subscriptions/none", "SubscriptionNotFound")]
    [InlineData($"{Subscription}/resourceGroups/none/providers/Microsoft.ApiManagement/service/x", "ResourceGroupNotFound")]
    [InlineData($"{Group}/providers/Microsoft.ApiManagement/service/none", "ResourceNotFound")]
    [InlineData($"{Group}/providers/Microsoft.ApiManagement/service/none/apis/a", "ParentResourceNotFound")]
    [InlineData($"{Service}/apis/none", "ResourceNotFound")]
    public async Task What_is_missing_is_told_in_the_words_of_arm(string path, string code)
    {
        var refused = await _test.GetAsync(path);
        Assert.Equal((404, code), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("GET", $"{Service}/gateways/managed")]
    [InlineData("PUT", $"{Group}/providers/Microsoft.CognitiveServices/accounts/x/projects/y")]
    [InlineData("POST", $"{Service}/backup")]
    [InlineData("PATCH", $"{Group}")]
    [InlineData("PUT", $"{Service}/products/ai-team/subscriptions/x")]
    public async Task What_is_not_simulated_is_refused_by_name(string method, string path)
    {
        var refused = await _test.SendAsync(new HttpMethod(method), path, "{}");
        Assert.Equal((501, "NotSimulated"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_body_that_is_not_an_object_is_refused()
    {
        Assert.Equal("InvalidRequestContent", (await _test.PutAsync($"{Service}/tags/t", "[1]")).Code);
        Assert.Equal("InvalidRequestContent", (await _test.PutAsync($"{Service}/tags/t", "{")).Code);
        Assert.Equal("InvalidRequestContent", (await _test.PutAsync($"{Service}/tags/t")).Code);
    }

    [Fact]
    public async Task Reads_and_writes_empty_their_own_buckets_and_the_empty_one_says_when_to_come_back()
    {
        ArmReply reply;
        var reads = 0;
        do
        {
            reply = await _test.GetAsync(Service);
            reads++;
        } while (reply.Status == 200 && reads < 2_000);

        Assert.Equal((429, "SubscriptionRequestsThrottled"), (reply.Status, reply.Code));
        Assert.True(reads > 250, $"{reads} reads");
        Assert.Equal("0", reply.Header("x-ms-ratelimit-remaining-subscription-reads"));
        Assert.Equal("1", reply.Header("Retry-After"));
        Assert.Equal(
            "199",
            (await _test.PutAsync($"{Service}/tags/t", """{"properties":{"displayName":"t"}}""")).Header(
                "x-ms-ratelimit-remaining-subscription-writes"
            )
        );
        _test.Cloud.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("249", (await _test.GetAsync(Service)).Header("x-ms-ratelimit-remaining-subscription-reads"));
    }

    [Fact]
    public async Task A_correlation_id_of_the_caller_comes_back_and_every_answer_has_a_request_id()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{Service}?api-version=2024-05-01", UriKind.Relative));
        request.Headers.Add("x-ms-correlation-request-id", "mine");
        using var answer = await _test.Arm.SendAsync(request);
        Assert.Equal("mine", answer.Headers.GetValues("x-ms-correlation-request-id").Single());
        Assert.NotEmpty(answer.Headers.GetValues("x-ms-request-id"));
    }

    [Fact]
    public async Task A_service_that_is_not_settled_is_read_but_not_written()
    {
        using var forced = await _test.Arm.PostAsJsonAsync(
            new Uri("/_local/state", UriKind.Relative),
            new { id = Service, state = "Activating" }
        );
        Assert.True(forced.IsSuccessStatusCode);
        Assert.Equal("Activating", (string?)(await _test.GetAsync(Service)).Properties["provisioningState"]);
        Assert.Equal("ServiceLocked", (await _test.PutAsync($"{Service}/tags/t", """{"properties":{"displayName":"t"}}""")).Code);
        using var freed = await _test.Arm.PostAsJsonAsync(
            new Uri("/_local/state", UriKind.Relative),
            new { id = Service, state = "Succeeded" }
        );
        Assert.Equal(201, (await _test.PutAsync($"{Service}/tags/t", """{"properties":{"displayName":"t"}}""")).Status);
    }

    [Fact]
    public async Task Groups_are_made_read_and_listed()
    {
        Assert.Equal(201, (await _test.PutAsync($"{Subscription}/resourcegroups/new", """{"location":"westeurope"}""")).Status);
        Assert.Equal(200, (await _test.GetAsync($"{Subscription}/resourceGroups/NEW")).Status);
        Assert.Equal(["new", "rg-ai"], (await _test.GetAsync($"{Subscription}/resourceGroups")).Names.Order());
        Assert.Equal("Enabled", (string?)(await _test.GetAsync(Subscription)).Body?["state"]);
    }
}
