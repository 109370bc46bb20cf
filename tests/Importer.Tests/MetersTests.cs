using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Importer.Deployments;
using Importer.Gateway;
using Importer.Health;
using Importer.Reports;
using Importer.Runs;
using Importer.Telemetry;

namespace Importer.Tests;

/// <summary>What is measured, by name and attribute: dashboards and alerts stand on these.</summary>
public sealed class MetersTests : IDisposable
{
    // Other tests count at the same time: only what bears this test's metric tags is looked at.
    private readonly string _api = $"api-{Guid.NewGuid():N}";
    private readonly ConcurrentBag<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = [];
    private readonly MeterListener _listener = new();

    public MetersTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meters.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => _measured.Add((instrument.Name, value, new(tags.ToArray())))
        );
        _listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => _measured.Add((instrument.Name, value, new(tags.ToArray())))
        );
        _listener.Start();
    }

    [Fact]
    public void A_run_is_measured_with_its_steps_and_test_calls()
    {
        var started = new DateTimeOffset(1971, 1, 1, 0, 0, 0, TimeSpan.Zero);
        RunMeter.Count(
            new RunReport
            {
                Id = "r1",
                Reason = RunReason.Event,
                Mode = RunMode.Apply,
                StartedAt = started,
                FinishedAt = started.AddSeconds(123456.5),
                Outcome = RunOutcome.Failed,
                Steps = [Step("a"), Step("b")],
                Probes =
                [
                    new ProbeResult
                    {
                        Deployment = "d",
                        Api = _api,
                        Compatibility = Compatibility.AzureOpenAI,
                        Status = ProbeStatus.Unhealthy,
                        Code = CauseCode.RoleMissing,
                        LatencyMs = 1500,
                        Usage = new(3, 4, 7),
                    },
                ],
                Timing = new RunTiming { EventToReadyMs = 98765432 },
            }
        );

        var how = Assert.Single(_measured, each => each.Name == "foundry_apim.reconcile.duration" && each.Value == 123456.5).Tags;
        Assert.Equal(("event", "apply", "failed"), (how["reason"], how["mode"], how["outcome"]));
        Assert.Contains(
            _measured,
            each =>
                each is { Name: "foundry_apim.reconcile.changes", Value: 2 }
                && Equals(each.Tags["kind"], "productLink")
                && Equals(each.Tags["action"], "create")
                && Equals(each.Tags["outcome"], "done")
        );
        Assert.Contains(_measured, each => each.Name == "foundry_apim.reconcile.errors" && Equals(each.Tags["reason"], "event"));
        Assert.Contains(_measured, each => each is { Name: "foundry_apim.event.ready", Value: 98765.432 });
        Assert.Equal(1.5, Of("foundry_apim.probe.duration").Value);
        Assert.Equal("roleMissing", Of("foundry_apim.probe.failures").Tags["cause"]);
        Assert.Equal(7, Of("foundry_apim.probe.tokens").Value);
    }

    [Fact]
    public void A_drift_check_sets_every_kind_and_one_that_could_not_look_sets_none()
    {
        var drift = new DriftReport
        {
            GeneratedAt = DateTimeOffset.UnixEpoch,
            InSync = false,
            Items = [.. Enumerable.Repeat(Item(DriftKind.Missing), 4711)],
        };
        HealthMeter.Set(drift with { Items = [.. Enumerable.Repeat(Item(DriftKind.Orphan), 4712)], Error = "403" });
        HealthMeter.Set(drift);

        Assert.Contains(_measured, each => each is { Name: "foundry_apim.drift", Value: 4711 } && Equals(each.Tags["kind"], "missing"));
        Assert.DoesNotContain(_measured, each => each is { Name: "foundry_apim.drift", Value: 4712 });
        Assert.All(
            ["missing", "orphan", "changed", "conflict", "permission"],
            kind => Assert.Contains(_measured, each => each.Name == "foundry_apim.drift" && Equals(each.Tags["kind"], kind))
        );
    }

    public void Dispose() => _listener.Dispose();

    private static RunStep Step(string name) =>
        new()
        {
            Change = ChangeKind.Create,
            Kind = ResourceKind.ProductLink,
            Name = name,
            Outcome = StepOutcome.Done,
        };

    private static DriftItem Item(DriftKind kind) =>
        new()
        {
            Kind = kind,
            Resource = "API x",
            Differences = [],
            Action = DriftAction.Reported,
            Reason = "",
        };

    private (string Name, double Value, Dictionary<string, object?> Tags) Of(string name) =>
        Assert.Single(_measured, each => each.Name == name && Equals(each.Tags.GetValueOrDefault("api"), _api));
}
