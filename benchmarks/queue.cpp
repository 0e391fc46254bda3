// A counter with several clerks and two kinds of customers, urgent ones first: the bare event loop.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <fstream>
#include <queue>
#include <vector>

struct Task {
    int32_t asked, seconds, urgency;
};

int main(int, char** said) {
    std::ifstream file(said[1], std::ios::binary | std::ios::ate);
    std::vector<Task> tasks(static_cast<size_t>(file.tellg()) / sizeof(Task));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(tasks.data()), tasks.size() * sizeof(Task));
    const int clerks = std::atoi(said[2]);
    const int64_t horizon = std::atoll(said[3]);

    const auto begin = std::chrono::steady_clock::now();
    std::vector<int32_t> started(tasks.size(), -1), finished(tasks.size(), -1), by(tasks.size(), -1);
    using End = std::pair<int64_t, int>;  // when, which clerk
    std::priority_queue<End, std::vector<End>, std::greater<End>> ends;
    std::vector<int> in_hand(clerks), idle;
    for (int clerk = clerks - 1; clerk >= 0; --clerk) idle.push_back(clerk);
    std::deque<int> lines[2];
    size_t next = 0;
    while (true) {
        const int64_t arrives = next < tasks.size() ? tasks[next].asked : horizon;
        const int64_t now = ends.empty() ? arrives : std::min(arrives, ends.top().first);
        if (now >= horizon) break;
        while (!ends.empty() && ends.top().first == now) {
            const int clerk = ends.top().second;
            finished[in_hand[clerk]] = static_cast<int32_t>(now);
            by[in_hand[clerk]] = clerk;
            idle.push_back(clerk);
            ends.pop();
        }
        while (next < tasks.size() && tasks[next].asked == now) {
            lines[tasks[next].urgency].push_back(static_cast<int>(next));
            ++next;
        }
        while (!idle.empty() && (!lines[0].empty() || !lines[1].empty())) {
            auto& line = lines[0].empty() ? lines[1] : lines[0];
            const int task = line.front(), clerk = idle.back();
            line.pop_front();
            idle.pop_back();
            started[task] = static_cast<int32_t>(now);
            in_hand[clerk] = task;
            ends.emplace(now + tasks[task].seconds, clerk);
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    int64_t waited = 0, begun = 0;
    for (size_t task = 0; task < tasks.size(); ++task)
        if (started[task] >= 0) ++begun, waited += started[task] - tasks[task].asked;
    std::printf("%.9f %lld %lld\n", took.count(), (long long)begun, (long long)waited);
}
