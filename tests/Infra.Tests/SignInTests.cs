namespace Infra.Tests;

/// <summary>People sign in for the report where that was asked for, and nowhere else.</summary>
public sealed class SignInTests
{
    [BicepFact]
    public async Task Nobody_signs_in_unless_it_was_asked_for()
    {
        var made = await ShapeTests.PredictAsync("nothing-optional.bicepparam");

        Assert.DoesNotContain("authsettingsV2", made.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ReportSignIn", made.Text, StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task With_a_client_ID_people_of_this_tenant_sign_in_and_keys_go_on_to_work()
    {
        var made = await ShapeTests.PredictAsync("everything.bicepparam");
        var signIn = made.OfType("Microsoft.Web/sites/config")
            .Single(config => config.Json.ToJsonString().Contains("authsettingsV2", StringComparison.Ordinal))
            .Json["properties"]!;

        Assert.False((bool)signIn["globalValidation"]!["requireAuthentication"]!);
        Assert.Equal(
            "33333333-3333-3333-3333-333333333333",
            (string?)signIn["identityProviders"]!["azureActiveDirectory"]!["registration"]!["clientId"]
        );
        Assert.DoesNotContain(
            "common",
            (string?)signIn["identityProviders"]!["azureActiveDirectory"]!["registration"]!["openIdIssuer"],
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'00000000-0000-0000-0000-0000000000aa'",
            (string?)signIn["identityProviders"]!["azureActiveDirectory"]!["registration"]!["openIdIssuer"],
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["33333333-3333-3333-3333-333333333333"],
            signIn["identityProviders"]!["azureActiveDirectory"]!["validation"]!["allowedAudiences"]!.AsArray().Select(one => (string?)one)
        );
        Assert.True((bool)signIn["platform"]!["enabled"]!);
        Assert.True((bool)signIn["httpSettings"]!["requireHttps"]!);
        Assert.False((bool)signIn["login"]!["tokenStore"]!["enabled"]!);
        Assert.Contains("ReportSignIn", made.Text, StringComparison.Ordinal);
    }
}
