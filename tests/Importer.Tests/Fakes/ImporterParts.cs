using Azure.Core;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Foresight;
using Importer.Gateway;
using Importer.Health;
using Importer.Reconciliation;
using Importer.Reports;
using Importer.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Fakes;

/// <summary>The importer as the app puts it together, over ports of the test.</summary>
internal sealed record ImporterParts
{
    public required ImporterSettings Settings { get; init; }

    public required IDeploymentSource Source { get; init; }

    public required IGateway Gateway { get; init; }

    public required IDocumentStore Store { get; init; }

    /// <summary>Makes test calls and fetches specifications.</summary>
    public required HttpClient Http { get; init; }

    public ILeases Leases { get; init; } = new InMemoryLeases();

    /// <summary>What time it is for a run.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What writes and test calls wait by; null for the run's clock.</summary>
    public TimeProvider? Waits { get; init; }

    /// <summary>The budget of test calls; null for that of the settings.</summary>
    public HealthSettings? Budget { get; init; }

    /// <summary>Looks at what is ahead; null looks at nothing.</summary>
    public LifecycleWatch? Lifecycle { get; init; }

    /// <summary>Puts it together: each call is a new process.</summary>
    public T Make<T>()
        where T : notnull
    {
        var waits = Waits ?? Clock;
        var prober = new Prober(Http, Settings.Health, waits, NullLogger<Prober>.Instance);
        var budget = new ProbeBudget(Store, Budget ?? Settings.Health, waits);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Clock)
            .AddImporter(Settings, DelegatedTokenCredential.Create((_, _) => throw new NotSupportedException()))
            .AddSingleton(Source)
            .AddSingleton(Gateway)
            .AddSingleton(Store)
            .AddSingleton(Leases)
            .AddSingleton(Http)
            .AddSingleton(budget)
            .AddSingleton(new PlanApplier(Gateway, Leases, waits, NullLogger<PlanApplier>.Instance))
            .AddSingleton(new TestCaller(prober, budget, waits))
            .AddSingleton(new SpecificationSource(Http, waits))
            .RemoveAll<LifecycleWatch>();
        return (Lifecycle is null ? services : services.AddSingleton(Lifecycle)).BuildServiceProvider().GetRequiredService<T>();
    }
}
