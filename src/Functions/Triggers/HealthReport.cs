using Functions.Host;
using Functions.Pages;
using Importer.Reports;

namespace Functions.Triggers;

/// <summary>Writes the report down on a timer: a page, its data and its Markdown, dated and as the latest.</summary>
internal sealed class HealthReport(ReportBuilder builder, ReportPublisher publisher) : IFunction
{
    /// <inheritdoc/>
    public async Task<Answer> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var report = await builder.BuildAsync(cancellationToken);
        var names = await publisher.PublishAsync(report, cancellationToken);
        return Answer.Done($"{report.Attention.Count} thing(s) need a person; see {string.Join(", ", names)}");
    }
}
