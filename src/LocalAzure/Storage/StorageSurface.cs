using LocalAzure.Control;

namespace LocalAzure.Storage;

/// <summary>
/// What the endpoints of the storage services have in common: the door, the path with or without the account's name, the errors.
/// </summary>
internal sealed class StorageSurface(Cloud cloud, Func<HttpRequest, string, byte[], StorageAnswer> answer)
{
    private readonly Lock _gate = new();
    private readonly StorageDoor _door = new(cloud.Tokens);

    public static Task<WebApplication> StartAsync(
        string surface,
        Uri address,
        Cloud cloud,
        Func<HttpRequest, string, byte[], StorageAnswer> answer,
        CancellationToken cancellationToken
    )
    {
        var storage = new StorageSurface(cloud, answer);
        return SurfaceServer.StartAsync(surface, address, cloud, app => app.Map("/{**path}", storage.AnswerAsync), cancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-ms-request-id"] = Guid.NewGuid().ToString("D");
        context.Response.Headers["x-ms-version"] = context.Request.Headers["x-ms-version"];
        if (context.Request.Headers.TryGetValue("x-ms-client-request-id", out var id))
        {
            context.Response.Headers["x-ms-client-request-id"] = id;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        StorageAnswer said;
        lock (_gate)
        {
            said =
                _door.Refusal(context.Request)
                ?? answer(context.Request, WithoutAccount(context.Request.Path.Value!.Trim('/')), body.ToArray());
        }

        await said.WriteAsync(context);
    }

    // On one machine the account's name is the first part of the path, as with every emulator; it may be left out here.
    private static string WithoutAccount(string path)
    {
        if (path == StorageAccount.Name)
        {
            return "";
        }

        if (path.StartsWith(StorageAccount.Name + "/", StringComparison.Ordinal))
        {
            return path[(StorageAccount.Name.Length + 1)..];
        }

        return path;
    }
}
