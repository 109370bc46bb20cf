namespace LocalAzure.Tests.Gateway.Policies;

public sealed class AuthenticationManagedIdentityTests : PolicyTest
{
    [Fact]
    public async Task A_wrong_audience_is_refused_by_the_account()
    {
        await Scene.PolicyAsync(GatewayScene.Base.Replace("cognitiveservices.azure.com", "management.azure.com", StringComparison.Ordinal));

        var reply = await Scene.ChatAsync();

        Assert.Equal(401, reply.Status);
        Assert.Contains("audience is incorrect", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_may_go_into_a_variable_instead()
    {
        await Scene.PolicyAsync(
            """
            <base />
            <set-header name="api-key" exists-action="delete" />
            <set-backend-service backend-id="contoso-openai" />
            <authentication-managed-identity resource="https://cognitiveservices.azure.com" output-token-variable-name="token" />
            <set-header name="Authorization" exists-action="override"><value>@("Bearer " + (string)context.Variables["token"])</value></set-header>
            """
        );

        Assert.Equal(200, (await Scene.ChatAsync()).Status);
    }

    [Fact]
    public async Task An_identity_that_the_service_does_not_have_is_refused_when_the_policy_is_written()
    {
        var reply = await Scene.TryPolicyAsync(
            """<base /><authentication-managed-identity resource="https://cognitiveservices.azure.com" client-id="11111111-1111-1111-1111-111111111111" />"""
        );

        Assert.Equal(400, reply.Status);
        Assert.Equal("ValidationError", reply.Code);
        Assert.Contains("no user-assigned identity", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_identity_on_the_service_the_call_fails_unless_errors_are_ignored()
    {
        await Scene.SetServiceIdentityAsync("None");
        await Scene.PolicyAsync(GatewayScene.Base);
        var strict = await Scene.ChatAsync();
        await Scene.PolicyAsync(GatewayScene.Base.Replace("resource=", "ignore-error=\"true\" resource=", StringComparison.Ordinal));

        var lax = await Scene.ChatAsync();

        Assert.Equal(500, strict.Status);
        Assert.Equal(401, lax.Status);
    }

    [Fact]
    public async Task A_user_assigned_identity_needs_its_own_role()
    {
        var (clientId, principalId) = await Scene.AddUserIdentityAsync();
        await Scene.PolicyAsync(GatewayScene.Base.Replace("resource=", $"client-id=\"{clientId}\" resource=", StringComparison.Ordinal));
        var before = await Scene.ChatAsync();
        await Scene.AllowAsync(GatewayScene.Account, GatewayScene.OpenAIUser, principalId);
        Later(TimeSpan.FromMinutes(1));

        var after = await Scene.ChatAsync();

        Assert.Equal("PermissionDenied", (string)before.Json["error"]!["code"]!);
        Assert.Equal(200, after.Status);
    }
}
