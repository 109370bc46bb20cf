using LocalAzure.Gateway.Llm;

namespace LocalAzure.Gateway;

/// <summary>Sends an answer to the caller, whole or as it comes.</summary>
internal sealed class ResponseWriter(HttpContext http, PolicyContext? context = null)
{
    public async Task WriteAsync(GatewayResponse response, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = response.StatusCode;
        foreach (var (name, values) in response.Headers)
        {
            http.Response.Headers[name] = values.ToArray();
        }

        if (response.Stream is null)
        {
            http.Response.ContentLength = response.Body.Length == 0 ? null : response.Body.Length;
            await http.Response.Body.WriteAsync(response.Body, cancellationToken);
        }
        else
        {
            await PassOnAsync(response.Stream, cancellationToken);
        }
    }

    private async Task PassOnAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var tap = new StreamTap();
        var buffer = new byte[16 * 1024];
        for (
            var read = await stream.ReadAsync(buffer, cancellationToken);
            read > 0;
            read = await stream.ReadAsync(buffer, cancellationToken)
        )
        {
            tap.Add(buffer.AsSpan(0, read));
            if (!await MayGoOnAsync(tap.Text, cancellationToken))
            {
                return;
            }

            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
        }

        if (context is not null)
        {
            var usage = tap.Usage(context);
            context.WhenStreamed.ForEach(observer => observer(usage));
        }
    }

    private async Task<bool> MayGoOnAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var guard in context?.StreamGuards ?? [])
        {
            if (!await guard(text, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }
}
