using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Importer;
using Importer.Arm;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Foundry;
using Importer.Gateway;
using Importer.Health;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Smoke;

/// <summary>The steps of a run, in order; each one either verifies what it says or stops the run with a sentence.</summary>
internal sealed partial class SmokeStory : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(12);

    private readonly SmokeTarget _target;
    private readonly SmokeGround _ground;
    private readonly string _run;
    private readonly string _folder;
    private readonly ServiceProvider _services;
    private readonly OneDeployment _source;
    private readonly HttpClient _gateway = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private int _runs;

    public SmokeStory(SmokeTarget target, SmokeGround ground, string run)
    {
        (_target, _ground, _run) = (target, ground, run);
        _folder = Directory.CreateTempSubdirectory($"{run}-").FullName;
        _source = new OneDeployment(new FoundrySource(target.Arm, NullLogger<FoundrySource>.Instance), ground.Deployment);
        var settings = Settings();
        _services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.None))
            .AddImporter(settings, target.Credential)
            .AddSingleton(target.Arm)
            .AddSingleton<IDeploymentSource>(_source)
            .BuildServiceProvider();
    }

    /// <summary>The product, the subscription and the first part of every name are called like the run.</summary>
    public string Product => $"{_target.Service}/products/{_run}";

    private string Subscription => $"{_target.Service}/subscriptions/{_run}";

    private string Api { get; set; } = "";

    /// <summary>The steps.</summary>
    public IReadOnlyList<(string Name, Func<CancellationToken, Task<string>> TellAsync)> Steps =>
        [
            .. _ground.Model is null ? [] : new (string, Func<CancellationToken, Task<string>>)[] { ("deploy", DeployAsync) },
            ("grant", GrantAsync),
            ("open", OpenAsync),
            ("import", ImportAsync),
            ("call", CallAsync),
            ("settle", SettleAsync),
            ("tamper", TamperAsync),
            ("find drift", FindDriftAsync),
            ("repair", RepairAsync),
            ("withdraw", WithdrawAsync),
        ];

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ImporterSettings Settings() =>
        new()
        {
            ServiceId = _target.Service,
            Scopes = [_target.Account],
            ArmEndpoint = _target.Endpoint,
            ArmAudience = _target.Audience,
            ReportsContainer = _folder,
            OwnershipKey = RandomNumberGenerator.GetBytes(32),
            Deletion = new DeletionRules { After = TimeSpan.Zero },
            Defaults = new ApiProfile
            {
                BasePath = _run,
                DisplayName = $"{_run} {{compatibility}}",
                Description = Belongings.Mark(_run),
                Products = [_run],
                Access = AccessMode.Check,
            },
            Health = new HealthSettings
            {
                Subscription = _run,
                TokensPerDay = SmokeGround.MostTokens,
                CallsPerDay = SmokeGround.MostCalls,
                ReadyWithin = ReadyWithin,
            },
        };

    private async Task<string> DeployAsync(CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["sku"] = new JsonObject { ["name"] = "GlobalStandard", ["capacity"] = 1 },
            ["tags"] = new JsonObject { [Belongings.Tag] = _run },
            ["properties"] = new JsonObject
            {
                ["model"] = new JsonObject { ["format"] = "OpenAI", ["name"] = _ground.Model },
            },
        };
        var made = await _target.Arm.PutAsync(_ground.Deployment.Value, Belongings.AccountsVersion, body, null, cancellationToken);
        while (made.Body.Text("properties", "provisioningState") is not "Succeeded" and var state)
        {
            Check(
                state is not ("Failed" or "Canceled"),
                $"the deployment {_run} ended as {state}; is there quota for {_ground.Model}? Choose another model with --deploy, or a deployment that is there with --deployment"
            );
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            made = await _target.Arm.RequireAsync(_ground.Deployment.Value, Belongings.AccountsVersion, cancellationToken);
        }

        return $"the deployment {_run} of {_ground.Model} is there";
    }

    // By the run and not by the importer, so that it carries the run's mark and can be found again.
    private async Task<string> GrantAsync(CancellationToken cancellationToken)
    {
        var roles = $"{_target.Account}/providers/Microsoft.Authorization/roleAssignments";
        var held = await _target.Arm.ListAsync(
            $"{roles}?$filter={Uri.EscapeDataString($"principalId eq '{_ground.PrincipalId}'")}",
            Belongings.RolesVersion,
            cancellationToken
        );
        if (
            held.Any(one =>
                one.Text("properties", "roleDefinitionId")?.EndsWith(Roles.CognitiveServicesUser, StringComparison.OrdinalIgnoreCase)
                    == true
                && _target.Account.Value.StartsWith(one.Text("properties", "scope") ?? "-", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            return "the gateway's identity has its role on the account already; that stays as it is";
        }

        var name = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{_run}|{_target.Account}")).AsSpan(0, 16));
        var body = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["roleDefinitionId"] =
                    $"/subscriptions/{_target.Account.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{Roles.CognitiveServicesUser}",
                ["principalId"] = _ground.PrincipalId,
                ["principalType"] = "ServicePrincipal",
                ["description"] = Belongings.Mark(_run),
            },
        };
        await _target.Arm.PutAsync($"{roles}/{name}", Belongings.RolesVersion, body, null, cancellationToken);
        return "the gateway's identity was given the role Cognitive Services User on the account";
    }

    private async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        var product = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["displayName"] = _run,
                ["description"] = Belongings.Mark(_run),
                ["subscriptionRequired"] = true,
                ["state"] = "published",
            },
        };
        await _target.Arm.PutAsync(Product, Belongings.ApiManagementVersion, product, ArmCondition.IfAbsent, cancellationToken);
        var subscription = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["displayName"] = Belongings.Mark(_run),
                ["scope"] = $"/products/{_run}",
                ["state"] = "active",
            },
        };
        await _target.Arm.PutAsync(Subscription, Belongings.ApiManagementVersion, subscription, ArmCondition.IfAbsent, cancellationToken);
        return $"product and subscription {_run} are there; their key opens the test API and nothing else";
    }

    private async Task<string> ImportAsync(CancellationToken cancellationToken)
    {
        var report = await RunAsync(RunReason.Manual, RunMode.Apply, cancellationToken);
        Check(report.Decisions.Count > 0, $"the importer made no API of {_ground.Deployment.Name}: {Told(report)}");
        Api = report.Decisions[0].Api;
        Check(
            report.Steps.Count > 0 && report.Steps.All(step => step.Outcome == StepOutcome.Done),
            $"not every step of the import was done: {Told(report)}"
        );
        var probe = report.Probes.Count > 0 ? report.Probes[0] : null;
        Check(
            probe?.Status == ProbeStatus.Healthy,
            $"the test call after the import was {probe?.Status.ToString() ?? "not made"}: {probe?.Cause ?? Told(report)} {probe?.Fix}"
        );
        return $"{report.Counts}; a test call through the API {Api} answered {probe!.HttpStatus} with {probe.Usage?.TotalTokens ?? 0} tokens used";
    }

    private async Task<string> CallAsync(CancellationToken cancellationToken)
    {
        var api = await _target.Arm.RequireAsync($"{_target.Service}/apis/{Api}", Belongings.ApiManagementVersion, cancellationToken);
        var operations = await _target.Arm.ListAsync(
            $"{_target.Service}/apis/{Api}/operations",
            Belongings.ApiManagementVersion,
            cancellationToken
        );
        var operation = operations
            .Where(one => one.Text("properties", "method") == "POST")
            .Select(one => one.Text("properties", "urlTemplate"))
            .FirstOrDefault();
        Check(operation is not null, $"the API {Api} has no operation to call");
        var path = $"{api.Body.Text("properties", "path")}{Parameter().Replace(operation, _ground.Deployment.Name)}?api-version=2024-10-21";
        using var body = JsonContent.Create(new JsonObject());
        using var answer = await _gateway.PostAsync(
            new Uri($"{_ground.GatewayUrl.AbsoluteUri.TrimEnd('/')}/{path}"),
            body,
            cancellationToken
        );
        Check(
            answer.StatusCode == HttpStatusCode.Unauthorized,
            $"a call without a key was answered {(int)answer.StatusCode}, and should have been refused with 401"
        );
        return "without a key the gateway refuses the call with 401";
    }

    private async Task<string> SettleAsync(CancellationToken cancellationToken)
    {
        var report = await RunAsync(RunReason.Manual, RunMode.Plan, cancellationToken);
        Check(
            report.Steps.Count == 0,
            $"a second look would change what the first has just made, so something is read back otherwise than it was written: {Told(report)}"
        );
        return $"a second run has nothing to do ({report.Counts.Unchanged} unchanged)";
    }

    private async Task<string> TamperAsync(CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["properties"] = new JsonObject { ["displayName"] = $"{_run} tampered with" } };
        await _target.Arm.PatchAsync(
            $"{_target.Service}/apis/{Api}",
            Belongings.ApiManagementVersion,
            body,
            ArmCondition.IfPresent,
            cancellationToken
        );
        await _target.Arm.DeleteAsync($"{Product}/apis/{Api}", Belongings.ApiManagementVersion, null, cancellationToken);
        return $"the API {Api} has another display name and is out of its product";
    }

    private async Task<string> FindDriftAsync(CancellationToken cancellationToken)
    {
        var report = await RunAsync(RunReason.Drift, RunMode.Plan, cancellationToken);
        var renamed = report
            .Steps.Where(step => step is { Kind: ResourceKind.Api, Change: ChangeKind.Update })
            .SelectMany(step => step.Differences);
        Check(
            renamed.Any(one => one.Actual?.EndsWith("tampered with", StringComparison.Ordinal) == true),
            $"the changed display name was not found: {Told(report)}"
        );
        var linked = report.Steps.Any(step => step is { Kind: ResourceKind.ProductLink, Change: ChangeKind.Create });
        Check(linked, $"that the API is out of its product was not found: {Told(report)}");
        Check(report.Steps.Count == 2, $"more was found than was changed: {Told(report)}");
        return "both changes were found, and nothing else";
    }

    private async Task<string> RepairAsync(CancellationToken cancellationToken)
    {
        var report = await RunAsync(RunReason.Manual, RunMode.Apply, cancellationToken);
        Check(
            report.Steps.Count == 2 && report.Steps.All(step => step.Outcome == StepOutcome.Done),
            $"the changes were not put right: {Told(report)}"
        );
        var again = await RunAsync(RunReason.Drift, RunMode.Plan, cancellationToken);
        Check(again.Steps.Count == 0, $"after the repair there is still drift: {Told(again)}");
        return "both were put right, and no drift is left";
    }

    private async Task<string> WithdrawAsync(CancellationToken cancellationToken)
    {
        if (_ground.Model is null)
        {
            _source.IsGone = true;
        }
        else
        {
            await _target.Arm.DeleteAsync(_ground.Deployment.Value, Belongings.AccountsVersion, null, cancellationToken);
        }

        var report = await RunAsync(RunReason.Manual, RunMode.Apply, cancellationToken);
        var api = await _target.Arm.GetAsync($"{_target.Service}/apis/{Api}", Belongings.ApiManagementVersion, cancellationToken);
        Check(!api.Found, $"the API {Api} was not withdrawn: {Told(report)}");
        return $"{(_ground.Model is null ? "told that the deployment is gone (it is not)" : "once the deployment was deleted")}, the importer withdrew the API: {report.Counts}";
    }

    private async Task<RunReport> RunAsync(RunReason reason, RunMode mode, CancellationToken cancellationToken)
    {
        var request = new ReconcileRequest
        {
            RunId = $"{_run[Belongings.Prefix.Length..]}-{++_runs:00}",
            Reason = reason,
            Mode = mode,
            Scope = reason == RunReason.Drift ? null : _target.Account,
        };
        var report = await _services.GetRequiredService<Reconciler>().RunAsync(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return report.Error is null ? report : throw new SmokeFailedException($"the importer's run stopped: {report.Error}");
    }

    private static string Told(RunReport report) =>
        string.Join(
            "; ",
            [
                $"{report.Outcome}",
                .. report.Steps.Select(step => $"{step.Change} {step.Kind} {step.Name} {step.Outcome} {step.Reason}".TrimEnd()),
                .. report.SetAside.Select(aside => $"{aside.Kind}: {aside.Reason}"),
            ]
        );

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private static void Check([DoesNotReturnIf(false)] bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new SmokeFailedException(otherwise);
        }
    }
}

/// <summary>Something is not as it should be; the message is a sentence for people.</summary>
internal sealed class SmokeFailedException(string message) : Exception(message);
