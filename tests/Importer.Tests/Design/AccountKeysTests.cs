using Importer.Arm;
using Importer.Configuration;
using Importer.Gateway;
using Importer.Reports;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests.Design;

/// <summary>Calling models by key: the key's place, its rotation, and what reading it costs.</summary>
public sealed class AccountKeysTests
{
    private static readonly ResourceKey Key = new(ResourceKind.NamedValue, "contoso-openai-key");

    [Fact]
    public async Task A_key_that_changed_is_written_anew_by_a_sweep_and_nothing_else_is()
    {
        var scene = Start(new() { Mode = AuthenticationMode.ApiKey });
        await scene.RunAsync();
        Assert.True(scene.Gateway.Resources.ContainsKey(Key));
        Assert.Empty((await scene.RunAsync()).Steps);
        scene.Source.Keys["contoso"] = "another";

        Assert.Empty((await scene.RunAsync(reason: RunReason.Event)).Steps);
        var step = Assert.Single((await scene.RunAsync(reason: RunReason.Drift)).Steps);

        Assert.Equal(
            (ResourceKind.NamedValue, "key", "another key"),
            (step.Kind, step.Differences.Single().Field, step.Differences.Single().Actual)
        );
        Assert.Empty((await scene.RunAsync()).Steps);
    }

    [Fact]
    public async Task Keys_are_listed_once_a_sweep_for_accounts_that_use_them_and_never_by_an_event()
    {
        var identity = Start(new());
        await identity.RunAsync();
        Assert.Equal(0, identity.Source.KeyReads);

        var scene = Start(new() { Mode = AuthenticationMode.ApiKey });
        await scene.RunAsync(reason: RunReason.Event);
        Assert.Equal(0, scene.Source.KeyReads);
        await scene.RunAsync(reason: RunReason.Drift);
        Assert.Equal(1, scene.Source.KeyReads);

        var vault = Start(new() { Mode = AuthenticationMode.ApiKey, KeyVaultSecret = new("https://v.vault.azure.net/secrets/key") });
        await vault.RunAsync();
        Assert.Equal(0, vault.Source.KeyReads);
    }

    [Theory]
    [InlineData(503, "ServiceUnavailable", true)]
    [InlineData(429, "TooManyRequests", true)]
    [InlineData(0, "ConnectionFailed", true)]
    [InlineData(403, "AuthorizationFailed", false)]
    public async Task A_key_that_could_not_be_read_is_looked_at_again_or_a_right_is_missing(int status, string code, bool mayPass)
    {
        var scene = Start(new() { Mode = AuthenticationMode.ApiKey });
        await scene.RunAsync();
        scene.Source.KeyFault = new ArmException(
            new ArmCall("POST", $"{AnAccount.Id("contoso")}/listKeys"),
            status,
            new ArmError { Code = code, Message = "refused" }
        );

        var sweep = await scene.RunAsync(reason: RunReason.Drift);

        Assert.Equal((RunOutcome.Partial, mayPass), (sweep.Outcome, sweep.TryAgain));
        var aside = Assert.Single(sweep.SetAside);
        Assert.Equal(mayPass ? SetAsideKind.LeftOut : SetAsideKind.Permission, aside.Kind);
        Assert.Equal(
            !mayPass,
            DriftReports
                .From(sweep, DateTimeOffset.UnixEpoch)
                .Items.Any(item => item is { Kind: DriftKind.Permission, Action: DriftAction.Reported })
        );
        scene.Source.KeyFault = null;
        Assert.Equal((RunOutcome.Succeeded, false), ((await scene.RunAsync(reason: RunReason.Drift)).Outcome, scene.Last!.TryAgain));
    }

    [Fact]
    public async Task The_policy_sends_the_named_value_and_no_callers_token_and_the_gateway_gets_no_role()
    {
        var scene = Start(new() { Mode = AuthenticationMode.ApiKey });

        await scene.RunAsync();

        var xml = ((ApiPolicy)scene.Gateway.Resources[ApiPolicy.KeyFor("contoso-openai")].Resource).Xml;
        Assert.Contains("<value>{{contoso-openai-key}}</value>", xml, StringComparison.Ordinal);
        Assert.Contains("""<set-header name="Authorization" exists-action="delete" />""", xml, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.Role);
    }

    [Fact]
    public async Task An_account_without_keys_is_refused_with_the_reason()
    {
        var scene = Start(new() { Mode = AuthenticationMode.ApiKey });
        scene.Source.Put(new(AnAccount.Account("contoso") with { LocalAuthDisabled = true }, [ADeployment.Of("gpt-4o")]));

        var report = await scene.RunAsync();

        Assert.Contains("has API keys disabled (disableLocalAuth)", Assert.Single(report.SetAside).Reason, StringComparison.Ordinal);
        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(0, scene.Source.KeyReads);
    }

    [Fact]
    public void A_print_tells_keys_and_accounts_apart_and_shows_neither()
    {
        var account = AnAccount.Id("contoso");
        var print = KeyFingerprint.Of(account, "key");

        Assert.Matches("^[0-9a-f]{16}$", print);
        Assert.Equal(print, KeyFingerprint.Of(ResourceId.Parse(account.Value.ToUpperInvariant()), "key"));
        Assert.NotEqual(print, KeyFingerprint.Of(account, "key2"));
        Assert.NotEqual(print, KeyFingerprint.Of(AnAccount.Id("fabrikam"), "key"));
    }

    private static Scene Start(AuthenticationSettings authentication)
    {
        var scene = new Scene(TheSettings.With(new ApiProfile { Authentication = authentication }));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        scene.Gateway.KeyOf = scene.Source.KeyOf;
        return scene;
    }
}
