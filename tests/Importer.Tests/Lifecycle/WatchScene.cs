using System.Diagnostics.CodeAnalysis;
using Importer.Configuration;
using Importer.Deployments;
using Importer.Foresight;
using Importer.Lifecycle;
using Importer.Notifications;
using Importer.Reports;
using Importer.Tests.Builders;
using Importer.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Lifecycle;

/// <summary>The watch over in-memory ports, with a webhook. Each look is made by a new process: only the store remembers.</summary>
internal sealed class WatchScene(LifecycleSettings? settings = null) : IDisposable
{
    private readonly ScriptedModels _receiver = new();
    private readonly ImporterSettings _settings = TheSettings.Default with
    {
        Lifecycle = settings ?? new LifecycleSettings { Watch = true },
        Webhooks = [new WebhookSettings { Url = new Uri("https://hooks.contoso.com/a"), AdaptiveCard = false }],
    };

    public HandClock Clock { get; } = new();

    public InMemoryReportStore Store { get; } = new();

    public InMemoryCatalogue Catalogue { get; } = new();

    public List<AccountInventory> Accounts { get; } = [];

    /// <summary>What was logged, one line a warning.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>How many messages the webhook got.</summary>
    public int Messages => _receiver.Calls.Count;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public Inventory Inventory => new() { Accounts = Accounts, Covered = TheSettings.Default.Scopes };

    /// <summary>A model of one location that is retired in so many days.</summary>
    public WatchScene List(string model, double? inDays, params ListedSku[] skus)
    {
        Catalogue.Models.RemoveAll(one => one.Name == model);
        Catalogue.Models.Add(
            new ListedModel
            {
                Format = "OpenAI",
                Name = model,
                Version = "1",
                RetiresAt = inDays is { } days ? Now.AddDays(days) : null,
                Skus = skus,
            }
        );
        return this;
    }

    public LifecycleWatch NewProcess() => new(new CatalogueCache(Catalogue, Store, Clock), Store, _settings, new Logger(Lines));

    public async Task<LifecycleReport?> LookAsync()
    {
        await NewProcess().UpdateAsync(Inventory, new HashSet<string>(), CancellationToken.None);
        return await new LifecycleRecords(Store).ReadAsync(CancellationToken.None);
    }

    public Task<ReportDocument> ReportAsync() => new ReportBuilder(Store, Clock).BuildAsync(CancellationToken.None);

    /// <summary>Tells the webhook of a report; gives the message's text, or null when there was none.</summary>
    public async Task<string?> TellAsync()
    {
        string? told = null;
        _receiver.Answer = request =>
        {
            using var reader = new StreamReader(request.Content!.ReadAsStream());
            told = reader.ReadToEnd();
            return null;
        };
        await new Notifier(
            new WebhookSender(new HttpClient(_receiver, disposeHandler: false), TimeProvider.System, NullLogger<WebhookSender>.Instance),
            _settings,
            Store,
            Clock
        ).TellAsync(await ReportAsync(), CancellationToken.None);
        return told;
    }

    public void Dispose() => _receiver.Dispose();

    private sealed class Logger(List<string> lines) : ILogger<LifecycleWatch>
    {
        [SuppressMessage("Design", "CA1033", Justification = "A fake.")]
        IDisposable? ILogger.BeginScope<TState>(TState state) => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Add(formatter(state, exception));
    }
}
