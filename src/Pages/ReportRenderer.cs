using Importer.Reports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Pages;

/// <summary>Renders the report as one self-contained HTML page.</summary>
public sealed class ReportRenderer(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    /// <summary>The page: a whole document that needs nothing else.</summary>
    public async Task<string> RenderAsync(ReportDocument report)
    {
        // The renderer takes scoped services, which the root provider refuses in the Development environment.
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ReportPage.Report)] = report });
            return (await renderer.RenderComponentAsync<ReportPage>(parameters)).ToHtmlString();
        });
    }
}
