using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using LocalAzure.Storage;

namespace LocalAzure.Queue;

/// <summary>The queue service, see https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api</summary>
internal sealed partial class QueueSurface(QueueStore store)
{
    private static readonly TimeSpan LongestHidden = TimeSpan.FromDays(7);

    /// <summary>For the parity ledger.</summary>
    public static IReadOnlyList<string> Simulated { get; } =
    [
        "List Queues",
        "Create Queue",
        "Get Queue Metadata",
        "Delete Queue",
        "Put Message",
        "Get Messages",
        "Peek Messages",
        "Update Message",
        "Delete Message",
        "Clear Messages",
    ];

    public static Task<WebApplication> StartAsync(Cloud cloud, CancellationToken cancellationToken) =>
        StorageSurface.StartAsync("queue", cloud.Options.Queue, cloud, new QueueSurface(cloud.Queues).Answer, cancellationToken);

    private StorageAnswer Answer(HttpRequest request, string path, byte[] body)
    {
        var parts = path.Split('/');
        var queue = parts[0];
        if (queue.Length > 0 && (queue.Length > 63 || !QueueName().IsMatch(queue)))
        {
            return StorageAnswer.Error(400, "InvalidResourceName", "The specified resource name contains invalid characters.");
        }

        return (parts, request.Method, request.Query["comp"].ToString()) switch
        {
            ([""], "GET", "list") => List(request),
            ([{ Length: > 0 }], "PUT", "") => Create(request, queue),
            ([{ Length: > 0 }] or [_, "messages", ..], _, _) when !store.Has(queue) => StorageAnswer.Error(
                404,
                "QueueNotFound",
                "The specified queue does not exist."
            ),
            ([_], "DELETE", "") => Done(() => store.Delete(queue)),
            ([_], "GET" or "HEAD", "metadata") => new StorageAnswer(200).With(("x-ms-approximate-messages-count", $"{Count(queue)}")),
            ([_, "messages"], "POST", "") => Put(request, queue, body),
            ([_, "messages"], "GET", "") => Get(request, queue),
            ([_, "messages"], "DELETE", "") => Done(() => store.Clear(queue)),
            ([_, "messages", var id], "PUT", "") => Update(request, queue, id, body),
            ([_, "messages", var id], "DELETE", "") => Delete(request, queue, id),
            _ => StorageAnswer.NotSimulated($"{request.Method} {request.Path}{request.QueryString} on queue storage"),
        };
    }

    private static StorageAnswer Done(Action action)
    {
        action();
        return new StorageAnswer(204);
    }

    private int Count(string queue) => store.Counts()[queue] is var count ? count.Visible + count.Invisible : 0;

    private StorageAnswer List(HttpRequest request)
    {
        if (Number(request, "maxresults", 5000, 1, 5000) is not { } most)
        {
            return StorageAnswer.OutOfRange("maxresults");
        }

        var prefix = request.Query["prefix"].ToString();
        var marker = request.Query["marker"].ToString();
        var names = store
            .Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(name, marker) >= 0)
            .ToList();
        return StorageAnswer.Xml(
            new XElement(
                "EnumerationResults",
                new XAttribute("ServiceEndpoint", $"{request.Scheme}://{request.Host}/{StorageAccount.Name}/"),
                new XElement("Prefix", prefix),
                new XElement("MaxResults", most),
                new XElement("Queues", names.Take(most).Select(name => new XElement("Queue", new XElement("Name", name)))),
                new XElement("NextMarker", names.Count > most ? names[most] : "")
            )
        );
    }

    // Metadata is not kept: a queue that is there with other metadata would be a conflict.
    private StorageAnswer Create(HttpRequest request, string queue)
    {
        if (request.Headers.Any(header => header.Key.StartsWith("x-ms-meta-", StringComparison.OrdinalIgnoreCase)))
        {
            return StorageAnswer.NotSimulated("metadata of queues");
        }

        return new StorageAnswer(store.Create(queue) ? 201 : 204);
    }

    // https://learn.microsoft.com/rest/api/storageservices/put-message
    private StorageAnswer Put(HttpRequest request, string queue, byte[] body)
    {
        if (!TryText(body, out var text))
        {
            return InvalidXml;
        }

        if (text.Length > QueueStore.LargestText)
        {
            return StorageAnswer.Error(
                413,
                "RequestBodyTooLarge",
                "The request body is too large and exceeds the maximum permissible limit."
            );
        }

        if (Seconds(request, "visibilitytimeout", TimeSpan.Zero, TimeSpan.Zero) is not { } hidden)
        {
            return StorageAnswer.OutOfRange("visibilitytimeout");
        }

        var lifetime =
            request.Query["messagettl"] == "-1"
                ? Timeout.InfiniteTimeSpan
                : Seconds(request, "messagettl", QueueStore.Lifetime, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
        return lifetime is not { } lives || (lives != Timeout.InfiniteTimeSpan && hidden >= lives)
            ? StorageAnswer.OutOfRange("messagettl")
            : StorageAnswer.Xml(
                Messages(
                    [store.Add(queue, text, hidden, lives)],
                    (message, element) =>
                        element.Add(
                            new XElement("PopReceipt", message.PopReceipt),
                            new XElement("TimeNextVisible", message.NextVisibleTime.ToString("R"))
                        )
                ),
                201
            );
    }

    // https://learn.microsoft.com/rest/api/storageservices/get-messages and peek-messages
    private StorageAnswer Get(HttpRequest request, string queue)
    {
        if (Number(request, "numofmessages", 1, 1, 32) is not { } most)
        {
            return StorageAnswer.OutOfRange("numofmessages");
        }

        if (request.Query["peekonly"] == "true")
        {
            return StorageAnswer.Xml(
                Messages(
                    store.Peek(queue, most),
                    (message, element) =>
                        element.Add(new XElement("DequeueCount", message.DequeueCount), new XElement("MessageText", message.Text))
                )
            );
        }

        return Seconds(request, "visibilitytimeout", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1)) is not { } hidden
            ? StorageAnswer.OutOfRange("visibilitytimeout")
            : StorageAnswer.Xml(
                Messages(
                    store.Take(queue, most, hidden),
                    (message, element) =>
                        element.Add(
                            new XElement("PopReceipt", message.PopReceipt),
                            new XElement("TimeNextVisible", message.NextVisibleTime.ToString("R")),
                            new XElement("DequeueCount", message.DequeueCount),
                            new XElement("MessageText", message.Text)
                        )
                )
            );
    }

    // https://learn.microsoft.com/rest/api/storageservices/update-message
    private StorageAnswer Update(HttpRequest request, string queue, string id, byte[] body)
    {
        string? text = null;
        if (body.Length > 0 && !TryText(body, out text))
        {
            return InvalidXml;
        }

        if (
            !request.Query.ContainsKey("visibilitytimeout")
            || Seconds(request, "visibilitytimeout", TimeSpan.Zero, TimeSpan.Zero) is not { } hidden
        )
        {
            return StorageAnswer.OutOfRange("visibilitytimeout");
        }

        var receipt = request.Query["popreceipt"].ToString();
        var before = store.Find(queue, id);
        var after = store.Update(queue, id, receipt, text, hidden);
        return Refusal(before, receipt)
            ?? new StorageAnswer(204).With(
                ("x-ms-popreceipt", after!.PopReceipt),
                ("x-ms-time-next-visible", after.NextVisibleTime.ToString("R"))
            );
    }

    private StorageAnswer Delete(HttpRequest request, string queue, string id)
    {
        var message = store.Find(queue, id);
        return Refusal(message, request.Query["popreceipt"].ToString()) ?? Done(() => store.Delete(queue, message!));
    }

    private static StorageAnswer? Refusal(QueueMessage? message, string receipt) =>
        message switch
        {
            null => StorageAnswer.Error(404, "MessageNotFound", "The specified message does not exist."),
            _ when receipt.Length == 0 => StorageAnswer.Error(
                400,
                "MissingRequiredQueryParameter",
                "A query parameter that's mandatory for this request is not specified: popreceipt."
            ),
            _ when message.PopReceipt != receipt => StorageAnswer.Error(
                400,
                "PopReceiptMismatch",
                "The specified pop receipt did not match the pop receipt for a dequeued message."
            ),
            _ => null,
        };

    private static XElement Messages(IReadOnlyList<QueueMessage> messages, Action<QueueMessage, XElement> more) =>
        new(
            "QueueMessagesList",
            messages.Select(message =>
            {
                var element = new XElement(
                    "QueueMessage",
                    new XElement("MessageId", message.Id),
                    new XElement("InsertionTime", message.InsertionTime.ToString("R")),
                    new XElement("ExpirationTime", message.ExpirationTime.ToString("R"))
                );
                more(message, element);
                return element;
            })
        );

    private static StorageAnswer InvalidXml =>
        StorageAnswer.Error(
            400,
            "InvalidXmlDocument",
            "The XML specified is not syntactically valid: send <QueueMessage><MessageText>…</MessageText></QueueMessage>."
        );

    private static bool TryText(byte[] body, out string text)
    {
        text = "";
        try
        {
            using var stream = new MemoryStream(body);
            if (
                XDocument.Load(stream, LoadOptions.PreserveWhitespace).Root is { Name.LocalName: "QueueMessage" } root
                && root.Element("MessageText") is { } element
            )
            {
                text = element.Value;
                return true;
            }
        }
        catch (XmlException)
        {
            // Told by the caller.
        }

        return false;
    }

    private static int? Number(HttpRequest request, string name, int otherwise, int least, int most)
    {
        if (!request.Query.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        return null;
    }

    private static TimeSpan? Seconds(HttpRequest request, string name, TimeSpan otherwise, TimeSpan least, TimeSpan? most = null)
    {
        if (!request.Query.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && TimeSpan.FromSeconds(number) is var span
            && span >= least
            && span <= (most ?? LongestHidden)
        )
        {
            return span;
        }

        return null;
    }

    // https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata#queue-names
    [GeneratedRegex("^[a-z0-9](-?[a-z0-9])+$")]
    private static partial Regex QueueName();
}
