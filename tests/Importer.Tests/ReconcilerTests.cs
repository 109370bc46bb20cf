using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;
using Importer.Runs;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;

namespace Importer.Tests;

public sealed class ReconcilerTests
{
    [Fact]
    public async Task An_account_of_openai_models_becomes_one_openai_api()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o", "text-embedding-3-large"));

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        var api = Assert.IsType<Api>(scene.Gateway.Resources[Api.KeyFor("contoso-openai")].Resource);
        Assert.Equal("contoso/openai", api.Path);
        Assert.Contains(api.Definition!.Operations, operation => operation.Route == "POST /deployments/{deployment-id}/chat/completions");
        Assert.Contains(api.Definition.Operations, operation => operation.Route == "POST /deployments/{deployment-id}/embeddings");
        Assert.DoesNotContain(api.Definition.Operations, operation => operation.UrlTemplate.Contains("audio", StringComparison.Ordinal));
        Assert.All(
            report.Decisions,
            decision => Assert.Equal("contoso holds only OpenAI models (gpt-4o, text-embedding-3-large)", decision.Reason)
        );
    }

    [Theory]
    [InlineData("Llama-3.3-70B-Instruct")]
    [InlineData("Mistral-large")]
    [InlineData("DeepSeek-R1")]
    public async Task An_account_without_openai_models_becomes_a_models_api(string model)
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", model));

        await scene.RunAsync();

        Assert.Equal("contoso/models", Assert.IsType<Api>(scene.Gateway.Resources[Api.KeyFor("contoso-models")].Resource).Path);
        Assert.False(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
    }

    [Fact]
    public async Task A_mixed_account_becomes_both()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o", "Llama-3.3-70B-Instruct"));

        var report = await scene.RunAsync();

        Assert.Equal(
            ["gpt-4o contoso-models", "gpt-4o contoso-openai", "Llama-3.3-70B-Instruct contoso-models"],
            report
                .Decisions.Select(decision => $"{ResourceId.Parse(decision.Deployment).Name} {decision.Api}")
                .Order(StringComparer.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task V1_is_registered_when_settings_ask_for_it()
    {
        var scene = new Scene(TheSettings.With(new() { Compatibility = [Compatibility.AzureOpenAIV1] }));
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync();

        Assert.Equal("contoso/openai/v1", Assert.IsType<Api>(scene.Gateway.Resources[Api.KeyFor("contoso-openai-v1")].Resource).Path);
    }

    [Fact]
    public async Task A_first_import_takes_three_writes_and_a_role()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        await scene.RunAsync();

        Assert.Equal(
            [
                "PUT Api contoso-openai",
                "PUT Backend contoso-openai-ai-endpoint",
                "PUT Policy contoso-openai",
                $"PUT Role {AnAccount.Id("contoso")}",
            ],
            scene.Gateway.Writes.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_second_run_plans_nothing_and_writes_nothing()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o", "Llama-3.3-70B-Instruct"));
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();

        var report = await scene.RunAsync();

        Assert.Empty(report.Steps);
        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
    }

    [Fact]
    public async Task A_second_deployment_of_the_same_kind_costs_no_write_and_is_still_proved()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        scene.Gateway.Writes.Clear();
        scene.Source.Deploy("contoso", "gpt-4.1");

        var report = await scene.RunAsync(AnAccount.Id("contoso").Child("deployments", "gpt-4.1"));

        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal("gpt-4.1", ResourceId.Parse(Assert.Single(report.Probes).Deployment).Name);
    }

    [Fact]
    public async Task A_path_that_somebody_else_holds_is_a_conflict_and_is_left_alone()
    {
        var scene = new Scene();
        scene.Gateway.Add(
            new Api
            {
                Id = "by-hand",
                DisplayName = "By hand",
                Path = "Contoso/OpenAI",
            }
        );
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Partial, report.Outcome);
        Assert.Contains(report.SetAside, aside => aside.Reason.Contains("taken by API by-hand", StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Gateway.Writes, write => write.Contains("contoso-openai", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gpt-4o-mini", RunReason.Event, true)]
    [InlineData("gpt-4o", RunReason.Event, false)]
    [InlineData(null, RunReason.Event, false)]
    [InlineData(null, RunReason.Manual, true)]
    public async Task A_deployment_on_its_way_is_waited_for_by_its_own_event_and_by_people(string? asked, RunReason reason, bool waits)
    {
        var scene = new Scene();
        var account = AnAccount.With("contoso", "gpt-4o", "gpt-4o-mini");
        scene.Source.Put(
            account with
            {
                Deployments = [account.Deployments[0], account.Deployments[1] with { ProvisioningState = "Creating" }],
            }
        );

        var report = await scene.RunAsync(
            asked is null ? AnAccount.Id("contoso") : AnAccount.Id("contoso").Child("deployments", asked),
            reason: reason
        );

        Assert.Equal(waits, report.TryAgain);
        Assert.Equal(RunOutcome.Partial, report.Outcome);
        Assert.Contains(report.SetAside, aside => aside.Reason.Contains("still Creating", StringComparison.Ordinal));
        Assert.True(scene.Gateway.Resources.ContainsKey(Api.KeyFor("contoso-openai")));
    }

    [Fact]
    public async Task A_change_by_somebody_else_meanwhile_is_planned_again()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        await scene.RunAsync();
        var api = (Api)scene.Gateway.Resources[Api.KeyFor("contoso-openai")].Resource;
        scene.Gateway.Add(api with { DisplayName = "Edited by hand" });
        var faults = 1;
        scene.Gateway.Fault = key => key == api.Key && faults-- > 0 ? new WriteFailure(WriteFailureKind.Changed, "412") : null;

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Succeeded, report.Outcome);
        Assert.Equal(api.DisplayName, ((Api)scene.Gateway.Resources[api.Key].Resource).DisplayName);
    }

    [Fact]
    public async Task A_change_by_somebody_else_that_never_ends_is_tried_again_later()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        var tries = 0;
        scene.Gateway.Fault = key =>
        {
            tries += key == Api.KeyFor("contoso-openai") ? 1 : 0;
            return key == Api.KeyFor("contoso-openai") ? new WriteFailure(WriteFailureKind.Changed, "412") : null;
        };

        var report = await scene.RunAsync();

        Assert.Equal((4, true), (tries, report.TryAgain));
        Assert.NotEqual(RunOutcome.Succeeded, report.Outcome);
    }

    [Fact]
    public async Task What_an_earlier_plan_wrote_stays_in_the_report_of_a_run_that_is_stopped()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));
        scene.Gateway.Fault = key =>
        {
            if (key != Api.KeyFor("contoso-openai"))
            {
                return null;
            }

            scene.Gateway.ProvisioningState = "Updating";
            return new WriteFailure(WriteFailureKind.Changed, "412");
        };

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Failed, report.Outcome);
        Assert.Contains(report.Steps, step => step is { Kind: ResourceKind.Backend, Outcome: StepOutcome.Done });
        Assert.Equal(report.Steps.Count, report.Counts.Create);
        Assert.DoesNotContain("nothing was written", report.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_holds_back_only_what_depends_on_it()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("broken", "gpt-4o"));
        scene.Source.Put(AnAccount.With("fine", "gpt-4o"));
        scene.Gateway.Fault = key =>
            key == Api.KeyFor("broken-openai") ? new WriteFailure(WriteFailureKind.Permanent, "400 ValidationError: line 3") : null;

        var report = await scene.RunAsync();

        Assert.Equal(RunOutcome.Partial, report.Outcome);
        Assert.Equal(StepOutcome.Failed, report.Steps.Single(step => step is { Kind: ResourceKind.Api, Name: "broken-openai" }).Outcome);
        Assert.Equal(
            StepOutcome.HeldBack,
            report.Steps.Single(step => step is { Kind: ResourceKind.Policy, Name: "broken-openai" }).Outcome
        );
        Assert.True(scene.Gateway.Resources.ContainsKey(ApiPolicy.KeyFor("fine-openai")));
    }

    [Fact]
    public async Task Two_accounts_on_one_path_are_told_apart()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.In("rg-a", "contoso", "gpt-4o"));
        scene.Source.Put(AnAccount.In("rg-b", "contoso", "gpt-4o"));

        var report = await scene.RunAsync();

        Assert.Contains(
            report.SetAside,
            aside =>
                aside.Deployment.Contains("rg-b", StringComparison.Ordinal) && aside.Reason.Contains("BasePath", StringComparison.Ordinal)
        );
        Assert.Single(scene.Gateway.Resources.Keys, key => key.Kind == ResourceKind.Api);
    }

    [Fact]
    public async Task A_plan_writes_nothing()
    {
        var scene = new Scene();
        scene.Source.Put(AnAccount.With("contoso", "gpt-4o"));

        var report = await scene.RunAsync(mode: RunMode.Plan);

        Assert.Empty(scene.Gateway.Writes);
        Assert.Equal(4, report.Counts.Create);
        Assert.All(report.Steps, step => Assert.Equal(StepOutcome.Planned, step.Outcome));
    }
}
