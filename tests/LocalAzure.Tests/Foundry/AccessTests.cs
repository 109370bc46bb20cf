using LocalAzure.Tests.Gateway;

namespace LocalAzure.Tests.Foundry;

public sealed class AccessTests
{
    private const string OpenAIUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
    private const string CognitiveUser = "a97b65f3-24c7-4388-baec-2e87135dc908";
    private const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    private const string Audience = "https://cognitiveservices.azure.com";
    private const string Someone = "22222222-0000-0000-0000-000000000001";

    [Fact]
    public async Task The_accounts_key_opens_it_and_another_does_not()
    {
        await using var scene = await FoundryScene.StartAsync();

        var right = await scene.PostAsync(FoundryScene.Chat(), Chats.Say("hi"));
        var wrong = await scene.SendAsync(
            HttpMethod.Post,
            FoundryScene.Chat(),
            FoundryScene.Json(Chats.Say("hi")),
            ("api-key", "nonsense")
        );

        Assert.Equal(200, right.Status);
        Assert.Equal(401, wrong.Status);
        Assert.Contains("Access denied due to invalid subscription key or wrong API endpoint.", wrong.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_anything_the_answer_speaks_of_the_token()
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await scene.SendAsync(HttpMethod.Post, FoundryScene.Chat(), FoundryScene.Json(Chats.Say("hi")), ("x-none", "1"));

        Assert.Equal(401, reply.Status);
        Assert.Equal(401, (int)reply.Json["statusCode"]!);
        Assert.Contains("Access token is missing, invalid, audience is incorrect", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_refused_with_403_when_local_auth_is_off()
    {
        await using var scene = await FoundryScene.StartAsync();
        await scene.AddAccountAsync("contoso", "AIServices", disableLocalAuth: true);

        var reply = await scene.PostAsync(FoundryScene.Chat(), Chats.Say("hi"));

        Assert.Equal(403, reply.Status);
        Assert.Equal("AuthenticationTypeDisabled", (string)reply.Json["error"]!["code"]!);
    }

    [Theory]
    [InlineData(OpenAIUser, CloudUnderTest.Accounts + "/contoso", 200, 401)]
    [InlineData(OpenAIUser, CloudUnderTest.Group, 200, 401)]
    [InlineData(CognitiveUser, CloudUnderTest.Subscription, 200, 200)]
    [InlineData(Contributor, CloudUnderTest.Subscription, 401, 401)]
    public async Task A_token_is_good_for_what_its_roles_carry(string role, string scope, int openai, int models)
    {
        await using var scene = await FoundryScene.StartAsync();
        await scene.AssignAsync(scope, Someone, role);
        scene.Later(TimeSpan.FromMinutes(1));

        Assert.Equal(openai, (await WithTokenAsync(scene, FoundryScene.Chat())).Status);
        Assert.Equal(models, (await WithTokenAsync(scene, "/contoso/models/chat/completions?api-version=2024-05-01-preview")).Status);
    }

    [Fact]
    public async Task A_missing_role_is_named_with_its_data_action()
    {
        await using var scene = await FoundryScene.StartAsync();

        var reply = await WithTokenAsync(scene, FoundryScene.Chat());

        Assert.Equal(401, reply.Status);
        Assert.Equal("PermissionDenied", (string)reply.Json["error"]!["code"]!);
        Assert.Contains(
            "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
            reply.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_fresh_role_works_only_after_it_has_spread()
    {
        await using var scene = await FoundryScene.StartAsync();
        await scene.AssignAsync($"{CloudUnderTest.Accounts}/contoso", Someone, OpenAIUser);
        var cloud = scene.Cloud.Cloud;
        var assignment = Assert.Single(
            cloud.Store.OfType("Microsoft.Authorization/roleAssignments"),
            one => one.Body.ToJsonString().Contains(Someone, StringComparison.Ordinal)
        );

        scene.Later(cloud.Options.Propagation);

        Assert.True(assignment.CreatedAt + cloud.Options.Propagation <= cloud.Clock.GetUtcNow());
        Assert.Equal(200, (await WithTokenAsync(scene, FoundryScene.Chat())).Status);
    }

    [Theory]
    [InlineData("https://management.azure.com", 401)]
    [InlineData("https://cognitiveservices.azure.com/", 200)]
    public async Task The_audience_counts_with_and_without_its_slash(string audience, int status)
    {
        await using var scene = await FoundryScene.StartAsync();
        await scene.AssignAsync($"{CloudUnderTest.Accounts}/contoso", Someone, OpenAIUser);
        scene.Later(TimeSpan.FromMinutes(1));

        Assert.Equal(status, (await WithTokenAsync(scene, FoundryScene.Chat(), audience)).Status);
    }

    private static Task<Reply> WithTokenAsync(FoundryScene scene, string path, string audience = Audience)
    {
        var body = Chats.Say("hi");
        body["model"] = "gpt-4o";
        return scene.SendAsync(
            HttpMethod.Post,
            path,
            FoundryScene.Json(body),
            ("Authorization", $"Bearer {scene.Cloud.Cloud.Tokens.Issue(Someone, audience)}")
        );
    }
}
